"use strict";

/*
 * What a declaration can hold, from its schema: which value stands where, and what is wrong with the form of one.
 *
 * The same as charter_cli/read/form.py, which has the last word when the saved file is checked.
 */
const Fields = (() => {
  const { find, has, isSection, isText, pointerOf, same } = Engine;
  let root = {};
  const checks = new Map();

  /** Takes the schema of a declaration. */
  const use = (schema) => Boolean((root = schema));

  /** Returns a schema with its reference put in its place; `kind` is the name of what it refers to. */
  function resolved(node) {
    if (!node.$ref) return node;
    const kind = node.$ref.split("/").pop();
    return { ...node, ...root.$defs[kind], kind, $ref: undefined };
  }

  /** Returns the schema of the value at these parts, or null where no declaration has one. */
  function nodeAt(parts) {
    let node = root;
    for (const part of parts) {
      const inner = (node.properties && has(node.properties, part) && node.properties[part]) || node.items || node.additionalProperties;
      if (!inner || (node.properties && !has(node.properties, part))) return null;
      node = resolved(inner);
    }
    return node;
  }

  /** Returns what a value is filled in with. */
  function controlOf(node) {
    if (node.properties) return "section";
    if (node.additionalProperties) return "register";
    if (node.kind === "citation") return "citation";
    if (node.type === "array") {
      const item = resolved(node.items);
      return item.properties ? "items" : item.enum ? "choices" : "lines";
    }
    if (node.type === "boolean") return "yes-no";
    if (node.enum) return "choice";
    if (node.type === "integer" || node.type === "number") return "number";
    return "text";
  }

  // What is not declared: null, text without letter or digit, lists and sections of nothing else

  const isWord = (text) => /[\p{L}\p{N}]/u.test(text);

  /** Returns the value without what is not declared, or null; an item of a list that is not declared stays as null. */
  function prune(value) {
    if (Array.isArray(value)) {
      const items = value.map(prune);
      return items.every((item) => item === null) ? null : items;
    }
    if (isSection(value)) {
      const kept = Object.entries(value).map(([key, item]) => [key, prune(item)]).filter(([, item]) => item !== null);
      return kept.length ? Object.assign(Object.create(null), Object.fromEntries(kept.map(([key, item]) => [key, item]))) : null;
    }
    if (isText(value)) return isWord(value) ? value : null;
    return value === undefined ? null : value;
  }

  // Form

  /** Returns everything in which data differs from the schema: pointer, key of the message, and its parameters. */
  function problems(data) {
    const facts = prune(data) || {};
    const found = failuresOf(root, facts, []).filter((one) => !concernsHole(one));
    // Misspelt keys are told even where nothing stands behind them.
    const known = new Set(found.map((one) => pointerOf(one.path)));
    const ofKeys = failuresOf(root, data, []).filter((one) => one.ofKey);
    const others = ofKeys.filter((one) => !known.has(pointerOf(one.path)));
    return [...found, ...others].map((one) => ({ ...one, pointer: pointerOf(one.path) }));
  }

  const concernsHole = ({ code, found }) =>
    code !== "unknown-key" && (found === null || (Array.isArray(found) && found.includes(null)));

  const failure = (path, code, found, params) => ({ path, code, found, params: { found, ...params } });

  function failuresOf(given, value, path) {
    const node = resolved(given);
    const plain = leafOf(node).tell(value, path).map((one) => failure(one.path, codeOf(one), one.found, paramsOf(one)));
    if (Array.isArray(value)) return [...plain, ...ofList(node, value, path)];
    return isSection(value) ? [...plain, ...ofSection(node, value, path)] : plain;
  }

  function ofList(node, value, path) {
    const twice = node.uniqueItems && value.some((one, index) => value.slice(0, index).some((other) => same(one, other)));
    const items = node.items ? value.flatMap((item, index) => failuresOf(node.items, item, [...path, String(index)])) : [];
    return [...(twice ? [failure(path, "twice-in-list", value)] : []), ...items];
  }

  function ofSection(node, value, path) {
    const known = node.properties || {};
    const missing = (node.required || []).filter((key) => !has(value, key)).map((key) => failure(path, "required", value, { key }));
    const names = node.propertyNames ? Object.keys(value).filter((key) => !leafOf(resolved(node.propertyNames)).passes(key)) : [];
    const inner = Object.entries(value).flatMap(([key, item]) => {
      const here = [...path, key];
      if (has(known, key)) return failuresOf(known[key], item, here);
      if (node.additionalProperties === false) return [{ ...failure(here, "unknown-key", item, { key }), ofKey: true }];
      return node.additionalProperties ? failuresOf(node.additionalProperties, item, here) : [];
    });
    const places = (node.not ? node.not.anyOf : []).some((one) => one.required.every((key) => has(value, key)));
    return [
      ...missing,
      ...names.map((key) => ({ ...failure([...path, key], "bad-identifier", key), ofKey: true })),
      ...inner,
      ...(places ? [failure(path, "two-places", value)] : []),
    ];
  }

  /** Returns the check of what a schema asks of a value itself, without what it asks of the values inside. */
  function leafOf(node) {
    if (!checks.has(node.kind || node)) {
      const { items, not, ...leaf } = node;
      checks.set(node.kind || node, Engine.compileSchema(leaf));
    }
    return checks.get(node.kind || node);
  }

  const CODES = { enum: "unknown-value", type: "wrong-type", const: "unknown-version", anyOf: "bad-expiry", minimum: "too-small", maxLength: "bad-identifier" };

  function codeOf({ keyword, asked }) {
    if (keyword === "format") return `bad-${asked}`;
    if (keyword !== "pattern") return CODES[keyword] || "wrong-form";
    return asked === "^[A-Z]{2}$" ? "bad-country" : asked.includes("64") ? "bad-sha256" : "bad-identifier";
  }

  const paramsOf = ({ keyword, asked }) => ({ asked, expected: asked, limit: keyword === "minimum" ? asked : undefined });

  /** Returns the facts by which to judge: what is declared and has the right form. What has not is not declared. */
  function facts(data, wrong) {
    const copy = JSON.parse(JSON.stringify(data));
    for (const { path, code } of wrong) {
      if (code === "required" || code === "two-places") continue;
      const holder = find(copy, path.slice(0, -1));
      const key = path[path.length - 1];
      if (Array.isArray(holder)) holder[Number(key)] = null;
      else if (isSection(holder)) delete holder[key];
    }
    return prune(copy) || {};
  }

  /** Puts a value in its place, its parents made where there are none; a section that holds nothing any more goes. */
  function set(data, parts, value, given) {
    const node = resolved(given || root);
    const [key, ...rest] = parts;
    const index = Array.isArray(data) ? Number(key) : key;
    const inner = node.properties ? node.properties[key] : node.items || node.additionalProperties;
    if (!rest.length) {
      if (value !== null || Array.isArray(data)) put(data, index, value, node);
      else delete data[index];
      return;
    }
    if (!isSection(data[index]) && !Array.isArray(data[index])) {
      if (value === null) return;
      put(data, index, Yaml.section(), node);
    }
    set(data[index], rest, value, inner);
    if (isSection(data) && isSection(data[index]) && !Object.keys(data[index]).length) delete data[index];
  }

  /** Puts a value into a section behind what comes before it in the schema. */
  function put(data, key, value, node) {
    if (Array.isArray(data) || has(data, key) || !node.properties) {
      data[key] = value;
      return;
    }
    const names = Object.keys(node.properties);
    const entries = Object.entries(data);
    const before = names.slice(0, names.indexOf(key)).reverse().find((name) => has(data, name));
    entries.splice(before === undefined ? 0 : entries.findIndex(([name]) => name === before) + 1, 0, [key, value]);
    for (const name of Object.keys(data)) delete data[name];
    for (const [name, item] of entries) data[name] = item;
  }

  return { controlOf, facts, nodeAt, problems, prune, resolved, set, use };
})();
