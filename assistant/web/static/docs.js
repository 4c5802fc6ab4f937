// Draws /openapi.json as a readable page and lets a reader try each endpoint. Loads nothing else.
"use strict";

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const schemaName = (schema) => schema?.$ref?.split("/").pop();

const typeOf = (schema) => {
  if (schema.$ref) return schemaName(schema);
  if (schema.anyOf) return schema.anyOf.map(typeOf).join(" | ");
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `${typeOf(schema.items)}[]`;
  return schema.type ?? "any";
};

// Every schema a schema refers to, itself first, each once.
const schemasWithin = (schema, all, found = new Map()) => {
  const name = schemaName(schema);
  if (name) {
    if (found.has(name)) return found;
    found.set(name, all[name]);
    schemasWithin(all[name], all, found);
  }
  for (const part of [...(schema.anyOf ?? []), ...Object.values(schema.properties ?? {}), schema.items ?? []].flat()) {
    schemasWithin(part, all, found);
  }
  return found;
};

const fieldTable = (name, schema, all) => {
  const rows = Object.entries(schema.properties ?? {}).map(([field, of]) => {
    const named = all[schemaName(of)];
    const type = named?.enum ? typeOf(named) : typeOf(of);
    const must = schema.required?.includes(field) ? "必填" : "";
    return element("tr", {},
      element("td", {}, element("code", {}, field)),
      element("td", {}, element("code", { class: "type" }, type)),
      element("td", { class: "quiet" }, must),
      element("td", {}, of.description ?? ""));
  });
  return element("div", { class: "schema" }, element("h4", {}, name), element("table", {}, ...rows));
};

const schemaTables = (title, schema, all) => {
  const tables = [...schemasWithin(schema, all)]
    .filter(([, one]) => one.properties)
    .map(([name, one]) => fieldTable(name, one, all));
  return tables.length ? element("details", {}, element("summary", {}, title), ...tables) : "";
};

const trial = (method, path, example) => {
  const input = element("textarea", { rows: "5", spellcheck: "false", "aria-label": "请求正文" });
  input.value = example ? JSON.stringify(example, null, 2) : "";
  const output = element("pre", { tabindex: "0", hidden: "" });
  const state = element("span", { class: "quiet" });
  const send = element("button", { type: "button" }, "发送");
  send.addEventListener("click", async () => {
    const started = performance.now();
    const sent = example ? { body: input.value, headers: { "Content-Type": "application/json" } } : {};
    try {
      const response = await fetch(path, { method, ...sent });
      const body = await response.json();
      state.textContent = `${response.status} · ${Math.round(performance.now() - started)} ms`;
      output.textContent = JSON.stringify(body, null, 2);
    } catch {
      state.textContent = "没有收到回答，请检查服务是否在运行。";
      output.textContent = "";
    }
    output.hidden = !output.textContent;
  });
  return element("div", { class: "trial" }, ...(example ? [input] : []), element("p", {}, send, " ", state), output);
};

const operation = (path, method, described, all) => {
  const body = described.requestBody?.content?.["application/json"]?.schema;
  const example = body ? all[schemaName(body)]?.examples?.[0] ?? {} : null;
  const answers = Object.entries(described.responses).map(([code, one]) =>
    element("li", {}, element("code", {}, code), ` ${one.description}`));
  const answer = described.responses["200"]?.content?.["application/json"]?.schema;
  return element("section", {},
    element("h2", {}, element("span", { class: `method ${method}` }, method.toUpperCase()), element("code", {}, path),
      element("span", { class: "title" }, described.summary ?? "")),
    element("p", {}, described.description ?? ""),
    element("ul", { class: "answers" }, ...answers),
    body ? schemaTables("请求字段", body, all) : "",
    answer ? schemaTables("回答字段", answer, all) : "",
    trial(method.toUpperCase(), path, example));
};

const draw = async () => {
  const description = await (await fetch("/openapi.json")).json();
  const all = description.components?.schemas ?? {};
  document.getElementById("about").textContent = description.info.description ?? "";
  document.getElementById("version").textContent = `索引版本 ${description.info.version}`;
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => operation(path, method, described, all)));
  document.getElementById("operations").replaceChildren(...operations);
};

draw().catch(() => {
  document.getElementById("operations").textContent = "没有读到 openapi.json，请检查服务是否在运行，然后刷新本页。";
});
