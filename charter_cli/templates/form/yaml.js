"use strict";

/*
 * Reads and writes the plain YAML in which nearly every declaration is written (see charter_cli/read/plain_yaml.py).
 *
 * What it reads, `charter check` reads to the same data; what is not plain it refuses with the line, and changes nothing.
 * What it writes, `charter check` reads to the same data. Comments come back where they stood, above their key.
 */
const Yaml = (() => {
  const MAX_BYTES = 1024 * 1024;
  const MAX_DEPTH = 60;
  const WIDTH = 118;

  /** Something that is not for us to read: why, on which line, and what a sentence about it needs. */
  class Unread extends Error {
    constructor(code, line, params) {
      super(code);
      Object.assign(this, { code, line, params: params || {} });
    }
  }

  // Plain scalars, as in YAML 1.2: `no`, `oui` and 2026-01-01 stay text, and so does 012, which is a code

  const NUMBER = /^(?:[-+]?(?:0|[1-9][0-9]{0,17})|[-+]?(?:\.[0-9]{1,17}|[0-9]{1,17}(?:\.[0-9]{0,17})?)(?:[eE][-+]?[0-9]{1,2})?)$/;
  const WORDS = new Map([["", null], ["~", null], ["null", null], ["Null", null], ["NULL", null]]);
  for (const word of ["true", "True", "TRUE", "false", "False", "FALSE"]) WORDS.set(word, word.toLowerCase() === "true");

  function scalar(text, line) {
    if (WORDS.has(text)) return WORDS.get(text);
    if (!NUMBER.test(text) || /^[-+]?0[0-9]/.test(text)) return text;
    const number = Number(text);
    if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number))) throw new Unread("number", line);
    return number;
  }

  // Reading

  const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Cs}/u;
  const BREAK = /[\r\x85\u2028\u2029\ufeff]/;
  const KEY = /([A-Za-z0-9_][\p{L}\p{N}_.-]{0,100}):(?: +|$)/uy;
  const SINGLE = /'((?:[^']|'')*)'/y;
  const DOUBLE = /"((?:[^"\\]|\\["\\/bfnrt]|\\u[0-9a-fA-F]{4})*)"/y;
  const LIST = /\[([\p{L}\p{N}_ ,./-]*)\]/uy;
  const MAPPING = /\{([\p{L}\p{N}_ ,:./[\]-]*)\}/uy;
  const BLOCK = /([|>])(-?)/y;
  const NOT_FIRST = /[ ?:,[\]{}#&*!|>'"%@`]|-(?: |$)/y;
  const ITEM = /^ *([\p{L}\p{N}_][\p{L}\p{N}_ ./-]*)$/u;
  const PAIR = /^ *([A-Za-z0-9_][\p{L}\p{N}_.-]{0,100}): +(?:\[([\p{L}\p{N}_ ,./-]*)\]|([\p{L}\p{N}_][\p{L}\p{N}_ ./-]*)) *(?:,|$)/u;

  /** Matches a pattern at a place of a text. */
  function at(pattern, text, place) {
    pattern.lastIndex = place;
    return pattern.exec(text);
  }

  const section = () => Object.create(null);

  /** Returns what a line says: how far in it stands, whether it is an item, its key, and its value or what opens one. */
  function lookedAt(line, number) {
    const indent = /^ */.exec(line)[0].length;
    if (indent === line.length || line[indent] === "#") return null;
    const dash = /^- +/.exec(line.slice(indent));
    const item = indent + (dash ? dash[0].length : 0);
    const key = at(KEY, line, item);
    const place = key ? KEY.lastIndex : item;
    const found = { at: indent, dash: Boolean(dash), item, key: key ? key[1] : null, comment: "" };
    return Object.assign(found, valueOn(line, place, found, number));
  }

  function valueOn(line, place, found, number) {
    const refuse = () => new Unread("not-plain", number);
    const ended = (length, rest) => ({ ...rest, comment: commentAt(line, place + length, number) });
    const isComment = line[place] === "#" && line[place - 1] === " ";
    if (place === line.length || isComment) {
      if (!found.key) throw refuse();
      return ended(0, { opens: "section" });
    }
    const block = at(BLOCK, line, place);
    if (block && found.key) return ended(block[0].length, { opens: block[1], strips: block[2] === "-" });
    if (!found.key && !found.dash) throw refuse();
    const single = at(SINGLE, line, place);
    if (single) return ended(single[0].length, { value: single[1].replace(/''/g, "'") });
    const double = at(DOUBLE, line, place);
    if (double) return ended(double[0].length, { value: unescaped(double[1], number) });
    const list = at(LIST, line, place);
    if (list) return ended(list[0].length, { value: listed(list[1], number) });
    const mapping = at(MAPPING, line, place);
    if (mapping) return ended(mapping[0].length, { value: paired(mapping[1], number) });
    if (at(NOT_FIRST, line, place)) throw refuse();
    const end = line.indexOf(" #", place);
    const text = line.slice(place, end < 0 ? line.length : end);
    if (/:(?: |$)/.test(text)) throw new Unread("unexpected-colon", number);
    return ended(text.length, { value: scalar(text.replace(/ +$/, ""), number) });
  }

  /** Returns the comment that stands behind a value; whatever else stands there is not plain. */
  function commentAt(line, place, number) {
    const rest = line.slice(place);
    const text = rest.replace(/^ +/, "");
    if (text !== "" && !(text[0] === "#" && line[line.length - text.length - 1] === " ")) throw new Unread("not-plain", number);
    return text;
  }

  function unescaped(inner, number) {
    const text = JSON.parse(`"${inner.replace(/\t/g, "\\t")}"`);
    if (/\\u[dD][89a-fA-F]/.test(inner.replace(/\\\\/g, ""))) throw new Unread("not-plain", number);
    return text;
  }

  function listed(inner, number) {
    if (!inner.trim()) return [];
    return inner.split(",").map((part) => {
      const match = ITEM.exec(part);
      if (!match) throw new Unread("not-plain", number);
      return scalar(match[1].replace(/ +$/, ""), number);
    });
  }

  function paired(inner, number) {
    const pairs = section();
    let rest = inner.trim() ? inner : "";
    while (rest) {
      const match = PAIR.exec(rest);
      if (!match) throw new Unread("not-plain", number);
      if (match[1] in pairs) throw new Unread("duplicate", number, { key: match[1] });
      pairs[match[1]] = match[3] === undefined ? listed(match[2], number) : scalar(match[3].replace(/ +$/, ""), number);
      rest = rest.slice(match[0].length);
    }
    return pairs;
  }

  /** Returns the text of a block scalar below a key at `column`, and the number of the line behind it. */
  function blockBelow(lines, first, column, found) {
    const folds = found.opens === ">";
    const text = [];
    let indent = 0;
    let last = first;
    let number = first;
    for (; number < lines.length; number += 1) {
      const line = lines[number];
      const inside = /^ */.exec(line)[0].length;
      if (inside === line.length) {
        if (!text.length || inside > indent) {
          if (number === lines.length - 1 && inside === 0) break;
          throw new Unread("not-plain", number + 1);
        }
        text.push("");
        continue;
      }
      if (inside <= column) break;
      indent = indent || inside;
      if (inside < indent || (inside > indent && folds)) throw new Unread("not-plain", number + 1);
      text.push(line.slice(indent));
      last = number + 1;
    }
    if (last === first || (number === lines.length && lines[lines.length - 1] !== "")) throw new Unread("not-plain", first);
    const written = text.slice(0, last - first).join("\n");
    const folded = folds ? written.replace(/\n+/g, (ends) => ends.slice(1) || " ") : written;
    return { value: folded + (found.strips ? "" : "\n"), next: last };
  }

  /** Returns lines without a second blank line behind a first, and without one at the end. */
  const spaced = (lines) => lines.filter((line, index) => line || (lines[index + 1] && index < lines.length - 1));

  /** Keeps comments with the key above which they stand: for each section, key → lines. */
  class Comments {
    constructor() {
      this.of = new WeakMap();
      this.homes = new WeakMap();
      this.tail = [];
      this.count = 0;
    }

    add(container, key, lines) {
      if (!lines.some(Boolean)) return;
      if (Array.isArray(container)) {
        // An item of a list has no key of its own, so its comment goes above the list.
        const home = this.homes.get(container);
        if (home) this.add(...home, lines);
        return;
      }
      if (!this.of.has(container)) this.of.set(container, new Map());
      const known = this.of.get(container).get(key) || [];
      this.of.get(container).set(key, [...known, ...lines]);
      this.count += lines.filter(Boolean).length;
    }

    get(container, key) {
      const known = this.of.get(container);
      return known && known.get(key);
    }

    rename(container, from, to) {
      const known = this.of.get(container);
      if (known && known.has(from)) known.set(to, known.get(from));
    }
  }

  /**
   * Reads a document: its data, its comments, the line of each section and list, and the lines of keys.
   *
   * Throws Unread for what is not plain.
   */
  function read(given) {
    if (new TextEncoder().encode(given).length > MAX_BYTES) throw new Unread("too-large", 0, { limit: MAX_BYTES });
    const lines = given.replace(/^\ufeff/, "").replace(/\r\n/g, "\n").split("\n");
    lines.forEach((line, index) => {
      if (line.includes("\t")) throw new Unread("tab", index + 1);
      if (BREAK.test(line) || CONTROL.test(line)) throw new Unread("control", index + 1);
    });
    const comments = new Comments();
    const places = new WeakMap();
    const around = [];
    let [container, column, started] = [section(), -1, false];
    const data = container;
    let waiting = null;
    let pending = [];

    const place = (target, key, line) => {
      if (!places.has(target)) places.set(target, new Map());
      places.get(target).set(key, line);
    };
    const enter = (inner, at_) => {
      around.push([container, column]);
      [container, column] = [inner, at_];
    };

    for (let index = 0; index < lines.length; ) {
      const number = index + 1;
      const found = lookedAt(lines[index], number);
      index += 1;
      if (!found) {
        pending.push(lines[number - 1].trim());
        continue;
      }
      const isItem = (holder) => Array.isArray(holder) === found.dash;
      if (waiting !== null) {
        if (found.at < column || (found.at === column && !found.dash)) throw new Unread("indentation", number);
        if (around.length > MAX_DEPTH) throw new Unread("too-deep", number);
        const inner = found.dash ? [] : section();
        container[waiting] = inner;
        comments.homes.set(inner, [container, waiting]);
        enter(inner, found.at);
        waiting = null;
      } else if (column !== found.at || !isItem(container)) {
        if (!started && !found.dash) column = found.at;
        while (column > found.at || (column === found.at && !isItem(container))) {
          if (!around.length) throw new Unread("indentation", number);
          [container, column] = around.pop();
        }
        if (column < found.at) throw new Unread("indentation", number);
      }
      started = true;
      if (found.dash && found.key) {
        const inner = section();
        place(container, container.length, number);
        container.push(inner);
        enter(inner, found.item);
      }
      if (found.key && found.key in container) {
        throw new Unread("duplicate", number, { key: found.key, first: places.get(container).get(found.key) });
      }
      const key = found.key === null ? container.length : found.key;
      comments.add(container, key, pending.some(Boolean) || found.comment ? [...spaced(pending), ...[found.comment].filter(Boolean)] : []);
      pending = [];
      place(container, key, number);
      if (found.opens === "section") {
        waiting = found.key;
        continue;
      }
      if (found.opens) {
        const block = blockBelow(lines, index, column, found);
        found.value = block.value;
        index = block.next;
      }
      container[key] = found.value;
      if (Array.isArray(found.value)) comments.homes.set(found.value, [container, key]);
    }
    if (!started || waiting !== null) throw new Unread(started ? "not-plain" : "empty", lines.length);
    comments.tail = pending.filter(Boolean);
    return { data, comments, places };
  }

  // Writing

  const RESERVED = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
  const UNUSUAL = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/;
  const isPlainText = (text) =>
    (/^\p{L}(?:[^:#\n]|:(?=[^ \n])|(?<! )#)*$/u.test(text) || /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) && !/ $/.test(text) && !RESERVED.test(text);
  const isFlow = (value) => Engine.isText(value) && /^\p{L}[\p{L}\p{N}_./-]*$/u.test(value) && isPlainText(value);
  const wellFormed = (text) => text.replace(/\p{Cs}/gu, "\ufffd");

  /** Writes a value on one line so that it reads back as what it is. */
  function onOneLine(value) {
    if (value === null) return "~";
    if (Array.isArray(value)) return `[${value.map(inBrackets).join(", ")}]`;
    if (Engine.isSection(value)) return `{${Object.keys(value).map((key) => `${key}: ${inBrackets(value[key])}`).join(", ")}}`;
    if (!Engine.isText(value)) return String(value);
    const text = wellFormed(value);
    if (isPlainText(text) && !UNUSUAL.test(text)) return text;
    if (UNUSUAL.test(text) || text.includes("\n")) return escaped(text);
    return /["\\]/.test(text) ? `'${text.replace(/'/g, "''")}'` : `"${text}"`;
  }

  const inBrackets = (value) => (Engine.isText(value) && !isFlow(value) ? escaped(wellFormed(value)) : onOneLine(value));

  const escaped = (text) =>
    JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);

  /** Returns the lines of a text that is written as a block, with their header, or null where it cannot be. */
  function asBlock(value, indent) {
    if (!Engine.isText(value) || UNUSUAL.test(value)) return null;
    const text = wellFormed(value);
    const width = WIDTH - indent.length;
    if (!text.includes("\n")) {
      return /^ | $| {2}/.test(text) ? null : [">-", ...wrapped(text, width)];
    }
    const ends = text.endsWith("\n");
    const lines = (ends ? text.slice(0, -1) : text).split("\n");
    const isSimple = lines[0] && lines[0][0] !== " " && lines[lines.length - 1] && !lines.some((line) => /^ +$/.test(line));
    return isSimple ? [ends ? "|" : "|-", ...lines] : null;
  }

  /** Breaks text between words. */
  function wrapped(text, width) {
    const lines = [];
    for (const word of text.split(" ")) {
      const last = lines[lines.length - 1];
      if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
      else lines.push(word);
    }
    return lines;
  }

  /** Writes a document; `remark` returns the comment for a key that has none yet, if there is to be one. */
  function write(data, comments, remark) {
    const lines = pairs(data, "", comments, remark, []);
    const known = comments ? comments.tail : [];
    return [...lines, ...(known.length ? ["", ...known] : [])].join("\n") + "\n";
  }

  function pairs(data, indent, comments, remark, path) {
    return Object.keys(data).flatMap((key, index) => {
      const here = [...path, key];
      const kept = comments && comments.get(data, key);
      const above = [...(kept || wrappedRemark(remark(here), indent))];
      if (!path.length) while (above[0] === "") above.shift();
      const space = index && !path.length ? [""] : [];
      return [...space, ...above.map((line) => (line ? indent + line : "")), ...pair(key, data[key], indent, comments, remark, here)];
    });
  }

  const wrappedRemark = (text, indent) => (text ? wrapped(text, WIDTH - indent.length - 2).map((line) => `# ${line}`) : []);

  function pair(key, value, indent, comments, remark, path) {
    const start = `${indent}${key}:`;
    const inner = `${indent}  `;
    if (Array.isArray(value) && value.length) {
      if (value.every(isFlow) && start.length + value.join(", ").length < WIDTH - 3) return [`${start} [${value.join(", ")}]`];
      return [start, ...value.flatMap((item, index) => itemLines(item, inner, comments, remark, [...path, String(index)]))];
    }
    if (Engine.isSection(value) && Object.keys(value).length) return [start, ...pairs(value, inner, comments, remark, path)];
    const line = `${start} ${onOneLine(value)}`;
    const block = line.length > WIDTH || (Engine.isText(value) && value.includes("\n")) ? asBlock(value, inner) : null;
    if (block) return [`${start} ${block[0]}`, ...block.slice(1).map((line) => (line ? inner + line : ""))];
    return [line];
  }

  function itemLines(item, indent, comments, remark, path) {
    if (!Engine.isSection(item) || !Object.keys(item).length) return [`${indent}- ${onOneLine(item)}`];
    const lines = pairs(item, `${indent}  `, comments, remark, path);
    const first = lines.findIndex((line) => line.trim() && line.trim()[0] !== "#");
    return [...lines.slice(0, first).map((line) => line.slice(2)), `${indent}- ${lines[first].slice(indent.length + 2)}`, ...lines.slice(first + 1)];
  }

  return { Comments, Unread, read, scalar, section, write };
})();
