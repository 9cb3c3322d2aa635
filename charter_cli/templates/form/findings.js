"use strict";

/*
 * What the page says: words of the chosen language, and sentences on facts, gaps and findings.
 *
 * Its sentences are those of the reports (charter_cli/render/phrases.py), with values by their labels.
 */
const Say = (() => {
  const { find, has, isSection, isText, partsOf, pointerOf } = Engine;
  const MOST_VALUES = 12;
  const LONGEST = 72;
  let catalogue = {};
  let language = "en";

  /** Takes the words of a language. */
  function speak(words, chosen) {
    [catalogue, language] = [words[chosen], chosen];
  }

  /** Returns the sentence for a key, with its parameters put in. */
  const say = (key, params) => catalogue[key].replace(/\{(\w+)\}/g, (whole, name) => (params && has(params, name) ? params[name] : whole));

  /** Returns the sentence for a number of things; French counts nought as one. */
  const number = (key, count, params) => {
    const one = count === 1 || (count === 0 && language === "fr");
    return say(`${key}.${one ? "one" : "other"}`, { count, ...params });
  };

  const knows = (key) => has(catalogue, key);

  /** Returns a charter's text in the chosen language. */
  const text = (texts) => texts[language];

  const labelled = (key, rest) => `${say(key)}${say("colon")}${rest}`;

  const dotted = (pointer) =>
    partsOf(pointer).reduce((name, part) => (/^[0-9]+$/.test(part) ? `${name}[${part}]` : name ? `${name}.${part}` : part), "");

  /** Returns the question that declaring the value at a pointer answers; items of lists share one question. */
  function question(pointer) {
    const parts = partsOf(pointer);
    for (; parts.length; parts.pop()) {
      const register = parts[0] === "evidence" && parts.length > 1;
      const general = register ? ["evidence", "*", ...parts.slice(2)] : parts.map((part) => (/^[0-9]+$/.test(part) ? "*" : part));
      const key = `field.${pointerOf(general)}`;
      for (const one of [key, key.replace(/\/\*$/, "")]) if (knows(one)) return say(one);
    }
    return dotted(pointer);
  }

  const title = (pointer) => (knows(`section.${pointer}`) ? say(`section.${pointer}`) : dotted(pointer));

  /** Returns a value as people read it: yes or no, the label of a word, a list of those. */
  function shown(pointer, value) {
    if (Array.isArray(value)) {
      const told = value.map((item) => shown(pointer, item));
      return (told.length > MOST_VALUES ? [...told.slice(0, MOST_VALUES / 2), "…"] : told).join(", ");
    }
    if (value === true) return say("form.yes").toLowerCase();
    if (value === false) return say("form.no").toLowerCase();
    if (value === null || value === undefined) return say("outcome.undeclared");
    if (isSection(value)) return JSON.stringify(value);
    const label = labelOf(pointer, value);
    return [...label].length > LONGEST ? `${[...label].slice(0, LONGEST - 1).join("")}…` : label;
  }

  /** Returns the label of a word of a closed vocabulary; any other value stands for itself. */
  function labelOf(pointer, value) {
    const node = Fields.nodeAt(partsOf(pointer));
    const item = node && node.type === "array" ? Fields.resolved(node.items) : node;
    const key = item && item.kind ? `value.${item.kind}.${value}` : "";
    return knows(key) ? say(key) : String(value);
  }

  const options = (asked) => (isSection(asked) ? asked.enum || (has(asked, "const") ? [asked.const] : []) : []);
  const others = (asked) => (isSection(asked) && Object.keys(asked).join() === "not" ? options(asked.not) : []);

  /** Says what stands against a requirement at one place. */
  function cause({ pointer, keyword, declared, params }) {
    const told = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shown(kindPointer(pointer, name), value)]));
    told.declared = shown(pointer, declared);
    let key = keyword;
    if (key === "contains" && others(params.asked).length) {
      [key, told.asked] = ["contains.other", shown(pointer, others(params.asked))];
    } else if (["contains", "not", "anyOf", "oneOf", "items"].includes(key)) {
      const listed = options(params.asked);
      told.asked = shown(pointer, listed);
      if (listed.length) key = `${key}.options`;
    }
    if (params.others) told.others = params.others.map(dotted).join(", ");
    if (params.other) told.other = dotted(params.other);
    if (key === "type") told.asked = types(params.asked);
    if (key === "format") key = `format.${params.asked}`;
    if (["minItems", "minLength", "maxItems"].includes(key)) key = `${key}.${params.asked === 1 ? "one" : "other"}`;
    return say(`gap.${key}`, told);
  }

  const kindPointer = (pointer, name) => (name === "kinds" ? "/evidence/x/kind" : pointer);

  const types = (names) => [names].flat().map((name) => say(`type.${name}`)).join(say("or"));

  /** Says what is wrong with the form of a value. */
  function problem({ code, pointer, params }) {
    const told = { ...params, found: shown(pointer, params.found), expected: code === "wrong-type" ? types(params.expected) : String(params.expected) };
    return say(`problem.${code}`, told);
  }

  /** Says from when an upcoming finding counts. */
  function wait({ stage, date }) {
    if (!stage) return say("upcoming.date", { date });
    const named = say(`value.stage.${stage}`);
    return date ? say("upcoming.both", { date, stage: named }) : say("upcoming.stage", { stage: named });
  }

  return { cause, dotted, knows, labelled, labelOf, number, problem, question, say, shown, speak, text, title, wait };
})();
