"""The model itself: twelve layers of BERT (Devlin et al. 2018, arXiv 1810.04805) as a graph that ONNX Runtime executes.

The weights stay in 4 bits; what they are multiplied with is rounded to 8 bits in blocks of 32, as llama.cpp does
(``MatMulNBits`` at accuracy level 4). The graph is made when the model is loaded, in a quarter of a second.
"""

from __future__ import annotations

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper

from index.e5.weights import BLOCK, PackedWeights

ROUNDED_TO_8_BITS = 4  # accuracy level of MatMulNBits
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
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3  # errors only
        graph = _Graph(weights)
        content = graph.serialised()
        values = [onnxruntime.OrtValue.ortvalue_from_numpy(value) for value in graph.constants.values()]
        options.add_external_initializers(list(graph.constants), values)
        self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])

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
            seen = self._linear(layer + "seen", heads, [layer + "ao"], width)
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
        operators = [helper.make_opsetid("", STANDARD), helper.make_opsetid(RUNTIME, 1)]
        content: bytes = helper.make_model(graph, opset_imports=operators, ir_version=FORMAT).SerializeToString()
        return content

    def _linear(self, name: str, state: str, parts: list[str], inputs: int) -> str:
        """Multiply with the 4-bit weights of one or more parts, one below the other, and add their biases."""
        blocks = [self._weights.blocks(part + ".w", inputs) for part in parts]
        stored = np.concatenate([block.pairs for block in blocks])
        order = np.concatenate([stored & 15, stored >> 4], axis=2)
        pairs = order[:, :, 0::2] | order[:, :, 1::2] << 4  # the runtime keeps neighbours in one byte
        scales = np.concatenate([block.scales for block in blocks]).astype(np.float32)
        bias = np.concatenate([self._weights.floats(part + ".b") for part in parts])
        return self._add(
            "MatMulNBits",
            name,
            [
                state,
                self._constant(name + ".pairs", pairs),
                self._constant(name + ".scales", scales),
                "",  # every block is 8 too large, as the runtime expects
                "",
                self._constant(name + ".bias", bias),
            ],
            RUNTIME,
            K=inputs,
            N=len(bias),
            bits=4,
            block_size=BLOCK,
            accuracy_level=ROUNDED_TO_8_BITS,
        )

    def _add_and_normalise(self, name: str, new: str, state: str) -> str:
        """Add what a layer found to what it was given, and normalise the sum."""
        inputs = [new, state, *self._normal(name)]
        return self._add("SkipLayerNormalization", name, inputs, RUNTIME, epsilon=self._weights.epsilon)

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
