"use strict";

/*
 * Judges a declaration in the browser as `charter check` does: conditions in three values, outcomes, verdicts.
 *
 * It says the same as charter_cli/dialect and charter_cli/assess (tests/test_form_page.py holds both equal) and is laid
 * out like them. Two things differ, because a page sees no files: a document with a file counts as there and
 * unchanged, and there are no decisions, so that a judgement stays open.
 */
const Engine = (() => {
  const AS_OF = "as-of";
  const STAGES = ["idea", "design", "pilot", "operation", "retired"];
  const LEVELS = ["must", "should", "may"];
  const OUTCOMES = ["gap", "undeclared", "needs-review", "upcoming", "met", "not-applicable"];
  const VERDICTS = ["out-of-scope", "ready", "ready-with-conditions", "not-ready", "do-not-use"];
  const LAST_DAY = "9999-12-31";

  // Values and pointers

  const isText = (value) => typeof value === "string";
  const isNumber = (value) => typeof value === "number";
  const isSection = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const has = (section, key) => Object.prototype.hasOwnProperty.call(section, key);

  /** Splits a JSON Pointer (RFC 6901) into its parts. */
  const partsOf = (pointer) => pointer.split("/").slice(1).map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));

  /** Joins parts into a JSON Pointer. */
  const pointerOf = (parts) => parts.map((part) => "/" + String(part).replace(/~/g, "~0").replace(/\//g, "~1")).join("");

  /** Returns the value at these parts, or null when there is none. */
  function find(data, parts) {
    let value = data;
    for (const part of parts) {
      if (Array.isArray(value)) value = /^[0-9]+$/.test(part) ? value[Number(part)] : undefined;
      else value = isSection(value) && has(value, part) ? value[part] : undefined;
      if (value === undefined || value === null) return null;
    }
    return value;
  }

  const valueAt = (data, pointer) => find(data, partsOf(pointer));

  /** Tells whether two values are equal as JSON. */
  function same(one, other) {
    if (Array.isArray(one) && Array.isArray(other)) {
      return one.length === other.length && one.every((item, index) => same(item, other[index]));
    }
    if (isSection(one) && isSection(other)) {
      const keys = Object.keys(one);
      return keys.length === Object.keys(other).length && keys.every((key) => has(other, key) && same(one[key], other[key]));
    }
    return one === other;
  }

  /** Joins lists, each entry once, in the order of first appearance. */
  function joined(lists) {
    const seen = new Map();
    for (const entry of lists.flat()) {
      const name = JSON.stringify(entry);
      if (!seen.has(name)) seen.set(name, entry);
    }
    return [...seen.values()];
  }

  // Dates and formats

  const isLeap = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const daysIn = (year, month) => [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  const padded = (number, width) => String(number).padStart(width, "0");
  const written = (year, month, day) => `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;

  /** Returns the text if it names a day of the calendar (YYYY-MM-DD), or null; such texts are in the order of days. */
  function asDate(text) {
    const match = isText(text) && /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
    if (!match) return null;
    const [year, month, day] = match.slice(1).map(Number);
    return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) ? text : null;
  }

  const DURATION = /^P(?=.)(?:([0-9]{1,4})Y)?(?:([0-9]{1,4})M)?(?:([0-9]{1,4})W)?(?:([0-9]{1,5})D)?$/;

  /** Returns the day that lies an ISO 8601 duration after a day; years and months end on the last day of a short month. */
  function addDuration(start, duration) {
    const match = DURATION.exec(duration);
    if (!match) return null;
    const [years, months, weeks, days] = match.slice(1).map((part) => Number(part || 0));
    const [year, month, day] = start.split("-").map(Number);
    const count = month - 1 + months;
    const toYear = year + years + Math.floor(count / 12);
    if (toYear > 9999) return LAST_DAY;
    const toMonth = (count % 12) + 1;
    const moved = new Date(0);
    moved.setUTCFullYear(toYear, toMonth - 1, Math.min(day, daysIn(toYear, toMonth)) + 7 * weeks + days);
    if (moved.getUTCFullYear() > 9999) return LAST_DAY;
    return written(moved.getUTCFullYear(), moved.getUTCMonth() + 1, moved.getUTCDate());
  }

  // White space is what Python takes for it, which is not quite what JavaScript does.
  const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
  const EMAIL = new RegExp(`^[^${SPACE}@<>"(),;:]+@[^${SPACE}@<>"(),;:.]+(?:\\.[^${SPACE}@<>"(),;:.]+)+$`);
  const URL_FORM = new RegExp(`^https?://[^${SPACE}/?#<>"{}|\\\\^\`]+(?:[/?#][^${SPACE}<>"{}|\\\\^\`]*)?$`);
  const isPath = (text) => text !== "" && !/^\/|[\\:]/.test(text) && !text.split("/").includes("..");

  const FORMATS = {
    date: (text) => asDate(text) !== null,
    duration: (text) => DURATION.test(text),
    email: (text) => EMAIL.test(text),
    url: (text) => URL_FORM.test(text),
    "relative-path": isPath,
  };

  // The schema language: each keyword makes a check, which passes a value and tells the failures of one that it does not

  const TYPES = {
    null: (value) => value === null,
    boolean: (value) => typeof value === "boolean",
    integer: (value) => Number.isInteger(value),
    number: isNumber,
    string: isText,
    array: Array.isArray,
    object: isSection,
  };

  const always = (keyword, asked, passes) => ({
    passes,
    tell: (value, path) => (passes(value) ? [] : [{ path, keyword, asked, found: value }]),
  });
  const of = (counts) => (compare) => (keyword, asked) =>
    always(keyword, asked, (value) => !counts(value) || compare(value, asked));
  const ofNumbers = of(isNumber);
  const ofTexts = of(isText);
  const ofLists = of(Array.isArray);
  const length = (text) => [...text].length;

  /** Returns the checks of keywords that say by how many of their branches a value has to pass. */
  const counted = (enough) => (keyword, asked) => {
    const parts = asked.map(compileSchema);
    return always(keyword, asked, (value) => enough(parts.filter((part) => part.passes(value)).length));
  };

  function together(checks) {
    return {
      passes: (value) => checks.every((check) => check.passes(value)),
      tell: (value, path) => checks.flatMap((check) => check.tell(value, path)),
    };
  }

  function ofItems(keyword, asked, beside) {
    const inner = compileSchema(asked);
    const skipped = (beside.prefixItems || []).length;
    const items = (value) => (Array.isArray(value) ? value : []);
    return {
      passes: (value) => items(value).slice(skipped).every(inner.passes),
      tell: (value, path) =>
        items(value).flatMap((item, index) => (index < skipped ? [] : inner.tell(item, [...path, index]))),
    };
  }

  function ofFirstItems(keyword, asked) {
    const inner = asked.map(compileSchema);
    const pairs = (value) => (Array.isArray(value) ? inner.slice(0, value.length) : []);
    return {
      passes: (value) => pairs(value).every((part, index) => part.passes(value[index])),
      tell: (value, path) => pairs(value).flatMap((part, index) => part.tell(value[index], [...path, index])),
    };
  }

  function ofContents(keyword, asked, beside) {
    const inner = compileSchema(asked);
    const count = (value) => value.filter(inner.passes).length;
    const { minContains: least = 1, maxContains: most } = beside;
    const enough = ofLists((value) => count(value) >= least)("contains", asked);
    if (most === undefined) return enough;
    return together([enough, ofLists((value) => count(value) <= most)("maxContains", most)]);
  }

  function ofPattern(keyword, asked) {
    const pattern = new RegExp(asked, "u");
    return always(keyword, asked, (value) => !isText(value) || pattern.test(value));
  }

  const MAKERS = {
    type: (keyword, asked) => {
      const names = [asked].flat();
      return always(keyword, names, (value) => names.some((name) => TYPES[name](value)));
    },
    const: (keyword, asked) => always(keyword, asked, (value) => same(value, asked)),
    enum: (keyword, asked) => always(keyword, asked, (value) => asked.some((option) => same(value, option))),
    format: (keyword, asked) => always(keyword, asked, (value) => !isText(value) || FORMATS[asked](value)),
    pattern: ofPattern,
    minLength: ofTexts((value, asked) => length(value) >= asked),
    maxLength: ofTexts((value, asked) => length(value) <= asked),
    minimum: ofNumbers((value, asked) => value >= asked),
    maximum: ofNumbers((value, asked) => value <= asked),
    exclusiveMinimum: ofNumbers((value, asked) => value > asked),
    exclusiveMaximum: ofNumbers((value, asked) => value < asked),
    multipleOf: ofNumbers((value, asked) => (Number.isInteger(asked) ? value % asked === 0 : Number.isInteger(value / asked))),
    minItems: ofLists((value, asked) => value.length >= asked),
    maxItems: ofLists((value, asked) => value.length <= asked),
    items: ofItems,
    prefixItems: ofFirstItems,
    contains: ofContents,
    minContains: null,
    maxContains: null,
    allOf: (keyword, asked) => together(asked.map(compileSchema)),
    anyOf: counted((count) => count > 0),
    oneOf: counted((count) => count === 1),
    not: (keyword, asked) => {
      const inner = compileSchema(asked);
      return always(keyword, asked, (value) => !inner.passes(value));
    },
  };

  /** Returns the check of a schema of the dialect: true, false, or keywords; what only describes is passed over. */
  function compileSchema(schema) {
    if (schema === true) return { passes: () => true, tell: () => [] };
    if (schema === false) return always("false", false, () => false);
    const makers = Object.entries(schema).filter(([keyword]) => MAKERS[keyword]);
    return together(makers.map(([keyword, asked]) => MAKERS[keyword](keyword, asked, schema)));
  }

  // The charter language's own keywords: each answers with causes against, and with pointers that are not declared

  const HOLDS = { against: [], missing: [] };
  const waitsFor = (pointer) => ({ against: [], missing: [pointer] });
  const cause = (pointer, keyword, declared, params) => ({ pointer, keyword, declared, params: params || {} });
  const fails = (pointer, keyword, declared, params) => ({ against: [cause(pointer, keyword, declared, params)], missing: [] });
  const both = (answers) => ({
    against: answers.flatMap((answer) => answer.against),
    missing: answers.flatMap((answer) => answer.missing),
  });
  const holds = (answer) => answer.against.length === 0 && answer.missing.length === 0;
  const isPointer = (text) => isText(text) && text.startsWith("/");

  function includes(value, asked, pointer) {
    const declared = Array.isArray(value) ? value : [];
    const lacking = asked.filter((item) => !declared.some((one) => same(item, one)));
    return lacking.length ? fails(pointer, "includes", value, { lacking }) : HOLDS;
  }

  function maxAge(value, asked, pointer, context) {
    const duration = isPointer(asked) ? valueAt(context.facts, asked) : asked;
    if (duration === null) return waitsFor(asked);
    const day = asDate(value);
    const last = day && addDuration(day, String(duration));
    if (!day || !last) return fails(pointer, "maxAge.malformed", value);
    if (day > context.asOf) return fails(pointer, "maxAge.future", value, { as_of: context.asOf });
    if (last < context.asOf) return fails(pointer, "maxAge.old", value, { duration, until: last });
    return HOLDS;
  }

  const ordered = (keyword, inOrder) => (value, asked, pointer, context) =>
    both([asked].flat().map((limit) => compared(keyword, inOrder, value, limit, pointer, context)));

  function compared(keyword, inOrder, value, limit, pointer, context) {
    const other = isPointer(limit) ? valueAt(context.facts, limit) : limit;
    if (other === null) return waitsFor(limit);
    const day = asDate(value);
    const last = limit === AS_OF ? context.asOf : asDate(other);
    if (!day || !last) {
      if (isPointer(limit)) return fails(pointer, "notAfter.malformed", value, { other: limit });
      return fails(pointer, "maxAge.malformed", value);
    }
    if (inOrder(day, last)) return HOLDS;
    if (limit === AS_OF && keyword === "notAfter") return fails(pointer, "maxAge.future", value, { as_of: last });
    if (isPointer(limit)) return fails(pointer, keyword, value, { other: limit, limit: last });
    return fails(pointer, `${keyword}.date`, value, { limit: last });
  }

  function evidence(value, asked, pointer, context) {
    const wanted = Array.isArray(asked) ? { kinds: asked } : asked;
    const answers = [value].flat().map((name) => aboutDocument(String(name), wanted, context));
    if (answers.some(holds)) return HOLDS;
    const missing = answers.flatMap((answer) => (answer.against.length ? [] : answer.missing));
    if (missing.length) return { against: [], missing };
    const { against } = both(answers);
    return against.length ? { against, missing } : fails(pointer, "evidence.none", value);
  }

  function aboutDocument(name, wanted, context) {
    const here = pointerOf(["evidence", name]);
    const entry = valueAt(context.facts, here);
    if (!isSection(entry)) return waitsFor(here);
    return both([hasKind(entry, here, wanted.kinds), inPlace(entry, here), dated(entry, here, wanted.maxAge, context), stillValid(entry, here, context)]);
  }

  function hasKind(entry, here, kinds) {
    if (!has(entry, "kind")) return waitsFor(`${here}/kind`);
    return kinds.includes(entry.kind) ? HOLDS : fails(`${here}/kind`, "evidence.kind", entry.kind, { kinds });
  }

  /** A page sees no file: one that is declared with its digest counts as there and unchanged. */
  function inPlace(entry, here) {
    if (!has(entry, "file")) return has(entry, "url") || has(entry, "reference") ? HOLDS : waitsFor(`${here}/file`);
    return has(entry, "sha256") ? HOLDS : waitsFor(`${here}/sha256`);
  }

  function dated(entry, here, age, context) {
    const pointer = `${here}/date`;
    return has(entry, "date") ? maxAge(entry.date, age || "P9999Y", pointer, context) : waitsFor(pointer);
  }

  function stillValid(entry, here, context) {
    const pointer = `${here}/expires`;
    if (!has(entry, "expires")) return waitsFor(pointer);
    if (entry.expires === "never") return HOLDS;
    const last = asDate(entry.expires);
    if (!last) return fails(pointer, "maxAge.malformed", entry.expires);
    return last < context.asOf ? fails(pointer, "evidence.expired", entry.expires, { as_of: context.asOf }) : HOLDS;
  }

  const KEYWORDS = {
    includes,
    maxAge,
    notAfter: ordered("notAfter", (day, last) => day <= last),
    before: ordered("before", (day, last) => day < last),
    evidence,
  };

  // Conditions: true, false or unknown (null), with the facts for, against and missing

  const unknown = (missing) => ({ truth: null, holding: [], failing: [], missing });

  /** Returns the function that evaluates a condition; without `trace` it does not collect the facts that hold. */
  function compileCondition(condition, trace) {
    if (condition.at !== undefined) return compileFact(condition.at, condition.leaf, trace);
    if (condition.any) return compileAny(condition.any, trace);
    if (condition.not) return compileNot(condition.not);
    const parts = condition.all.map((part) => compileCondition(part, trace));
    return parts.length === 1 ? parts[0] : (context) => conjunction(parts.map((part) => part(context)));
  }

  /** Returns what holds of all parts together: false where one is false, else unknown where one is unknown. */
  function conjunction(results) {
    const isFalse = results.some((result) => result.truth === false);
    const isTrue = results.every((result) => result.truth === true);
    return {
      truth: isTrue ? true : isFalse ? false : null,
      holding: joined(results.map((result) => (result.truth ? result.holding : []))),
      failing: joined(results.map((result) => (result.truth === false ? result.failing : []))),
      missing: joined(results.map((result) => (result.truth ? [] : result.missing))),
    };
  }

  function compileAny(conditions, trace) {
    const parts = conditions.map((part) => compileCondition(part, trace));
    const firsts = conditions.map(firstLine);
    return (context) => {
      const results = parts.map((part) => part(context));
      const met = results.find((result) => result.truth);
      if (met) return met;
      const open = results.filter((result) => result.truth === null).map((result) => result.missing);
      if (open.length) {
        // A fact that every open branch waits for decides between them, so it is asked for first and alone.
        const shared = open[0].filter((pointer) => open.every((missing) => missing.includes(pointer)));
        return unknown(shared.length ? shared : joined(open));
      }
      // A branch is meant when its first line holds.
      const meant = results.filter((result, index) => firsts[index](context).truth);
      const failing = joined((meant.length ? meant : results).map((result) => result.failing));
      return { truth: false, holding: [], failing, missing: [] };
    };
  }

  function firstLine(condition) {
    let first = condition;
    while (first.all && first.all.length) first = first.all[0];
    return compileCondition(first, false);
  }

  function compileNot(condition) {
    const part = compileCondition(condition, true);
    return (context) => {
      const result = part(context);
      const truth = result.truth === null ? null : !result.truth;
      return { truth, holding: result.failing, failing: truth === false ? against(result.holding) : [], missing: result.missing };
    };
  }

  /** Returns the facts that may not hold; of several, each with the others that it may not stand beside. */
  function against(holding) {
    if (holding.length === 1) return [cause(holding[0].pointer, "not", holding[0].declared)];
    return holding.map((one) => {
      const others = holding.filter((other) => !same(other, one)).map((other) => other.pointer);
      return cause(one.pointer, "beside", one.declared, { others });
    });
  }

  function compileFact(pointer, leaf, trace) {
    const parts = partsOf(pointer);
    const standard = compiledOrNothing(leaf);
    if (!standard) return () => unknown([pointer]);
    const own = Object.entries(leaf).filter(([keyword]) => KEYWORDS[keyword]);
    const judgeAt = (value, place, context) => judgeLeaf({ standard, own, trace }, value, place, context);
    if (parts.includes("*")) return (context) => judgeEvery(parts, judgeAt, context);
    return (context) => {
      const value = find(context.facts, parts);
      return value === null ? unknown([pointer]) : judgeAt(value, pointer, context);
    };
  }

  /** Returns the check of a leaf, or null for a pattern that only Python knows: what cannot be told here is not met here. */
  function compiledOrNothing(leaf) {
    try {
      return compileSchema(leaf);
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  function judgeLeaf(leaf, value, pointer, context) {
    if (Array.isArray(value) && value.includes(null)) {
      return unknown(value.flatMap((item, index) => (item === null ? [`${pointer}/${index}`] : [])));
    }
    const failures = leaf.standard.tell(value, []);
    const standing = failures.map(({ path, keyword, asked, found }) => cause(pointer + pointerOf(path), keyword, found, { asked }));
    const answer = both(leaf.own.map(([keyword, asked]) => KEYWORDS[keyword](value, asked, pointer, context)));
    const failing = [...standing, ...answer.against];
    if (failing.length) return { truth: false, holding: [], failing, missing: answer.missing };
    if (answer.missing.length) return unknown(answer.missing);
    return { truth: true, holding: leaf.trace ? [cause(pointer, "", value)] : [], failing: [], missing: [] };
  }

  function judgeEvery(parts, judgeAt, context) {
    const { places, missing } = expand(context.facts, parts);
    const gone = [...missing, ...places.filter(([, value]) => value === null).map(([place]) => place)];
    const results = places.filter(([, value]) => value !== null).map(([place, value]) => judgeAt(value, place, context));
    if (gone.length) results.push(unknown(gone));
    return conjunction(results);
  }

  /** Returns every place that a pointer with `*` stands for, with its value, and the pointers that are not declared. */
  function expand(facts, parts) {
    const star = parts.indexOf("*");
    const container = find(facts, parts.slice(0, star));
    if (!Array.isArray(container) || !container.length) return { places: [], missing: [pointerOf(parts.slice(0, star))] };
    const found = container.map((_, index) => {
      const inner = [...parts.slice(0, star), String(index), ...parts.slice(star + 1)];
      return inner.includes("*") ? expand(facts, inner) : { places: [[pointerOf(inner), find(facts, inner)]], missing: [] };
    });
    return { places: found.flatMap((one) => one.places), missing: found.flatMap((one) => one.missing) };
  }

  // Requirements and charters

  /** Returns a charter ready to judge by; requirements share their conditions of application. */
  function compileCharter(charter) {
    const whens = new Map();
    const shared = (condition) => {
      const name = JSON.stringify(condition);
      if (!whens.has(name)) whens.set(name, compileCondition(condition, true));
      return name;
    };
    const rules = charter.requirements.map((requirement) => ({
      requirement,
      when: shared(requirement.when),
      require: compileCondition(requirement.require, false),
      transition: requirement.transition.map((one) => [compileCondition(one.when, false), one.applies_from]),
    }));
    return { charter, scope: compileCondition(charter.scope, true), whens, rules };
  }

  /** Judges the facts against a charter as of a day: the verdict, and a finding for each requirement. */
  function assess(compiled, facts, asOf) {
    const declared = find(facts, ["project", "stage"]);
    const subject = { facts, asOf, stage: STAGES.includes(declared) ? declared : null };
    const scope = compiled.scope(subject);
    const applies = new Map([...compiled.whens].map(([name, when]) => [name, conjunction([scope, when(subject)])]));
    const findings = compiled.rules.map((rule) => judge(rule, applies.get(rule.when), subject, compiled.charter));
    return { charter: compiled.charter, verdict: verdict(findings, subject.stage), findings };
  }

  function judge(rule, applies, subject, charter) {
    const { requirement } = rule;
    const nothing = { requirement, because: [], gaps: [], missing: [], upcoming: null };
    if (applies.truth === false) return { ...nothing, outcome: "not-applicable", because: applies.failing };
    const until = requirement.applies_until;
    if (until && subject.asOf > until) {
      return { ...nothing, outcome: "not-applicable", because: [cause("", "applies-until", null, { date: until })] };
    }
    const required = rule.require(subject);
    const outcome = outcomeOf(applies, required, requirement);
    const wait = outcome === "met" ? null : waitOf(rule, subject, charter, outcome);
    const isOpen = outcome === "gap" || outcome === "undeclared";
    return {
      requirement,
      outcome: wait ? "upcoming" : outcome,
      because: applies.holding,
      gaps: required.failing,
      missing: isOpen ? joined([applies.missing, required.missing]) : [],
      upcoming: wait,
    };
  }

  /** While a requirement is not known to apply, it cannot be met: else leaving out a fact would meet it. */
  function outcomeOf(applies, required, requirement) {
    if (required.truth === false) return "gap";
    if (required.truth === null || applies.truth === null) return "undeclared";
    return requirement.judgement ? "needs-review" : "met";
  }

  /** Returns the day or the stage ahead from which a requirement counts; without a stage everything is due. */
  function waitOf(rule, subject, charter, outcome) {
    const { requirement } = rule;
    const transitional = rule.transition.find(([when]) => when(subject).truth);
    const from = transitional ? transitional[1] : requirement.applies_from || charter.applies_from;
    const date = subject.asOf < from ? from : null;
    const reached = subject.stage === null || STAGES.indexOf(subject.stage) >= STAGES.indexOf(requirement.due);
    const stage = reached ? null : requirement.due;
    return date || stage ? { stage, date, outcome } : null;
  }

  function verdict(findings, stage) {
    const some = (...outcomes) => findings.some((finding) => outcomes.includes(finding.outcome));
    const open = (level) =>
      findings.some((one) => one.requirement.level === level && ["gap", "undeclared"].includes(one.outcome));
    if (findings.every((finding) => finding.outcome === "not-applicable")) return "out-of-scope";
    if (open("must")) return stage === "operation" ? "do-not-use" : "not-ready";
    return some("needs-review") || !some("met") || open("should") ? "ready-with-conditions" : "ready";
  }

  /** Returns how many requirements are met, how many could be without changing a declared fact, and out of how many. */
  function bounds(findings) {
    const counted = findings.filter((finding) => finding.outcome !== "not-applicable");
    return {
      least: counted.filter((finding) => finding.outcome === "met").length,
      most: counted.filter((finding) => !finding.gaps.length).length,
      total: counted.length,
    };
  }

  const counts = (findings) =>
    Object.fromEntries(OUTCOMES.map((name) => [name, findings.filter((finding) => finding.outcome === name).length]));

  /** Returns the facts that are not declared, first those for which the most requirements wait; see model/report.py. */
  function questions(findings) {
    const waiting = new Map();
    for (const finding of findings) {
      for (const pointer of finding.missing) waiting.set(pointer, [...(waiting.get(pointer) || []), finding]);
    }
    const sum = (some, ahead) =>
      some
        .filter((finding) => (finding.outcome === "upcoming") === ahead)
        .reduce((total, finding) => total + LEVELS.length - LEVELS.indexOf(finding.requirement.level), 0);
    return [...waiting]
      .map(([pointer, some]) => ({ pointer, findings: some, due: sum(some, false), ahead: sum(some, true) }))
      .sort((one, other) => other.due - one.due || other.ahead - one.ahead);
  }

  return {
    LEVELS, OUTCOMES, VERDICTS, FORMATS, asDate, assess, bounds, compileCharter, compileCondition, compileSchema, counts, find, has,
    isSection, isText, partsOf, pointerOf, questions, same, valueAt,
  };
})();
