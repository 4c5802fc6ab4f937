"""The model itself: twelve layers of BERT (Devlin et al. 2018, arXiv 1810.04805) as a graph that ONNX Runtime executes.

The 4-bit weights are brought to 8 bits, one scale for each output, and multiplied with states rounded to 8 bits as they come: whole
numbers, for which processors have instructions of their own. What a state lost by the rounding is rounded and multiplied once more, since
a few tokens reach far beyond the others and leave these few steps. Together that takes half the time of weights left in 4 bits, and the
vectors are as near to those of full precision (cosine 0.9999). The graph is made when the model is loaded.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from index.e5.weights import PackedWeights

LARGEST_WEIGHT = 127
# Without instructions for 8-bit products a processor sums two of them in 16 bits, and cuts off what does not fit. With this it fits.
LARGEST_WEIGHT_FOR_16_BITS = 63
SLOWER_TOGETHER = "SkipLayerNormFusion"  # adding and normalising as one step takes a sixth of all time more than as two
RUNTIME = "com.microsoft"  # operators of ONNX Runtime beyond the standard
STANDARD, FORMAT = 18, 8  # versions of the standard's operators and of the file that belong together


class Encoder:
    """Turns tokens into states."""

    def __init__(self, weights: PackedWeights) -> None:
        """Make the graph ready to run, one thread a text.

        :param weights: Of the model.
        :raises KeyError: if one is missing.
        """
        self._weights = weights
        self.longest = weights.positions  # tokens, begin and end included
        self._places = (weights.floats("emb.pos").reshape(-1, weights.width)) + weights.floats("emb.type")[
            : weights.width
        ]
        options = _options()
        graph = _Graph(weights)
        content = graph.serialised()
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in graph.constants.values()]
        options.add_external_initializers(list(graph.constants), values)
        self._session = onnxruntime.InferenceSession(
            content, options, providers=["CPUExecutionProvider"], disabled_optimizers=[SLOWER_TOGETHER]
        )

    def states(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        """Run the model.

        :param tokens: At most ``longest``, begin and end among them.
        :return: (tokens, width): what the last layer makes of each.
        """
        words = self._weights.word_vectors(tokens) + self._places[: len(tokens)]
        (states,) = self._session.run(None, {"words": words[None]})
        of_text: NDArray[np.float32] = states[0]
        return of_text


class _Graph:
    """Puts the layers together."""

    def __init__(self, weights: PackedWeights) -> None:
        self._weights = weights
        self._largest = LARGEST_WEIGHT if multiplies_exactly() else LARGEST_WEIGHT_FOR_16_BITS
        self._nodes: list[NodeProto] = []
        self.constants: dict[str, NDArray[np.generic]] = {}

    def serialised(self) -> bytes:
        """Write the whole graph: from the sum of word, place and kind of each token to the last layer."""
        width, inner = self._weights.width, self._weights.inner
        state = self._add(
            "LayerNormalization", "state", ["words", *self._normal("emb.ln")], epsilon=self._weights.epsilon
        )
        for layer in (f"l{number}." for number in range(self._weights.layers)):
            joined = self._linear(layer + "qkv", state, [layer + part for part in "qkv"], width)
            parts = [layer + part + ".out" for part in "qkv"]
            self._nodes.append(helper.make_node("Split", [joined], parts, axis=-1, num_outputs=3))
            heads = self._add("MultiHeadAttention", layer + "heads", parts, RUNTIME, num_heads=self._weights.heads)
            seen = self._linear(layer + "seen", heads, [layer + "ao"], width, twice=False)
            state = self._add_and_normalise(layer + "aln", seen, state)
            wide = self._linear(layer + "wide", state, [layer + "fi"], width)
            bent = self._add("Gelu", layer + "bent", [wide], RUNTIME)
            narrow = self._linear(layer + "narrow", bent, [layer + "fo"], inner)
            state = self._add_and_normalise(layer + "oln", narrow, state)
        graph = helper.make_graph(
            self._nodes,
            "multilingual-e5-small",
            [helper.make_tensor_value_info("words", TensorProto.FLOAT, [1, "tokens", width])],
            [helper.make_tensor_value_info(state, TensorProto.FLOAT, [1, "tokens", width])],
            [_announced(name, value) for name, value in self.constants.items()],
        )
        return _serialised(graph)

    def _linear(self, name: str, state: str, parts: list[str], inputs: int, *, twice: bool = True) -> str:
        """Multiply with the weights of one or more parts, one beside the other, and add their biases.

        :param name: Of the result.
        :param state: What is multiplied.
        :param parts: Names of the parts.
        :param inputs: Width of the state.
        :param twice: Whether what was lost by rounding the state is multiplied too.
        :return: The name of the result.
        """
        weights = np.concatenate([self._weights.blocks(part + ".w", inputs).in_full() for part in parts]).T
        scales = np.abs(weights).max(axis=0) / self._largest
        rounded = np.round(weights / scales).astype(np.int8, order="C")
        multiplied = [self._constant(name + ".weights", rounded), self._constant(name + ".scales", scales)]
        biases = np.concatenate([self._weights.floats(part + ".b") for part in parts])
        bias = self._constant(name + ".bias", biases)
        if not twice:
            return self._add("DynamicQuantizeMatMul", name, [state, *multiplied, "", bias], RUNTIME)
        lost = self._add("Sub", name + ".lost", [state, self._rounded(name, state)])
        rest = self._add("DynamicQuantizeMatMul", name + ".rest", [lost, *multiplied, "", bias], RUNTIME)
        most = self._add("DynamicQuantizeMatMul", name + ".most", [state, *multiplied], RUNTIME)
        return self._add("Add", name, [most, rest])

    def _rounded(self, name: str, state: str) -> str:
        """Round a state to 8 bits, as multiplying it does."""
        parts = [f"{name}.{part}" for part in ("bytes", "step", "zero")]
        self._nodes.append(helper.make_node("DynamicQuantizeLinear", [state], parts))
        return self._add("DequantizeLinear", name + ".rounded", parts)

    def _add_and_normalise(self, name: str, new: str, state: str) -> str:
        """Add what a layer found to what it was given, and normalise the sum."""
        total = self._add("Add", name + ".sum", [new, state])
        return self._add("LayerNormalization", name, [total, *self._normal(name)], epsilon=self._weights.epsilon)

    def _normal(self, name: str) -> list[str]:
        """Take over weight and bias of a normalisation."""
        return [self._constant(f"{name}.{end}", self._weights.floats(f"{name}.{end}")) for end in "wb"]

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        """Add a constant."""
        self.constants[name] = value
        return name

    def _add(self, operator: str, name: str, inputs: list[str], domain: str = "", **attributes: float) -> str:
        """Add a step with one result."""
        node = helper.make_node(operator, inputs, [name], domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self._nodes.append(node)
        return name


@cache
def multiplies_exactly() -> bool:
    """Say whether this processor's products of 8-bit numbers are exact however large they are; tried once, on the largest there are."""
    inputs = 64
    state = np.array([[0.0] + [1.0] * (inputs - 1)], np.float32)  # from 0 to 1: ones become 255
    weights = np.full((inputs, 1), LARGEST_WEIGHT, np.int8)
    graph = helper.make_graph(
        [helper.make_node("DynamicQuantizeMatMul", ["state", "weights", "scale"], ["product"], domain=RUNTIME)],
        "largest products",
        [helper.make_tensor_value_info("state", TensorProto.FLOAT, state.shape)],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, [1, 1])],
        [numpy_helper.from_array(weights, "weights"), numpy_helper.from_array(np.ones(1, np.float32), "scale")],
    )
    session = onnxruntime.InferenceSession(_serialised(graph), _options(), providers=["CPUExecutionProvider"])
    (product,) = session.run(None, {"state": state})
    return bool(abs(product[0, 0] - (inputs - 1) * LARGEST_WEIGHT) < 1)


def _options() -> onnxruntime.SessionOptions:
    """Run on one thread a text, and speak of errors only."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return options


def _serialised(graph: GraphProto) -> bytes:
    """Write a graph as the runtime reads it."""
    operators = [helper.make_opsetid("", STANDARD), helper.make_opsetid(RUNTIME, 1)]
    content: bytes = helper.make_model(graph, opset_imports=operators, ir_version=FORMAT).SerializeToString()
    return content


def _announced(name: str, value: NDArray[np.generic]) -> TensorProto:
    """Tell a graph of a constant that is given when it is loaded: within it, the weights would be copied four times."""
    tensor = TensorProto(
        name=name,
        data_type=helper.np_dtype_to_tensor_dtype(value.dtype),
        dims=value.shape,
        data_location=TensorProto.EXTERNAL,
    )
    tensor.external_data.add(key="location", value="given when loaded")
    return tensor
