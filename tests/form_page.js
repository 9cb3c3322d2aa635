/*
 * Answers for tests/test_form_page.py what the scripts of the form say: one request a line, as JSON, and one answer.
 *
 * The page runs the same scripts; what needs a document (form.js) is left out.
 */
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const [folder, ...names] = process.argv.slice(2);
const source = names.map((name) => fs.readFileSync(path.join(folder, name), "utf8")).join("\n");
const { Engine, Yaml, Fields, Say } = new Function(`${source}\nreturn { Engine, Yaml, Fields, Say };`)();

const charters = new Map();

const places = (causes) => [...new Set(causes.map((cause) => cause.pointer))];
const told = (one) => [one.outcome, places(one.gaps), one.missing, places(one.because)];

/** The outcome of each requirement, and where it falls short, in the order of the charter. */
function assess({ charter, facts, asOf }) {
  const { verdict, findings } = Engine.assess(charters.get(charter), facts, asOf);
  return [verdict, Object.values(Engine.bounds(findings)), findings.map(told)];
}

/** The same of one requirement alone. */
function finding({ charter, requirement, facts, asOf }) {
  const whole = charters.get(charter);
  const rules = whole.rules.filter((rule) => rule.requirement.id === requirement);
  const whens = new Map(rules.map((rule) => [rule.when, whole.whens.get(rule.when)]));
  return told(Engine.assess({ ...whole, rules, whens }, facts, asOf).findings[0]);
}

function condition({ condition: given, facts, asOf }) {
  const { truth, holding, failing, missing } = Engine.compileCondition(given, true)({ facts, asOf });
  const causes = (some) => some.map((cause) => [cause.pointer, cause.keyword]);
  return [truth, causes(holding), causes(failing), missing];
}

/** All sentences on the findings of a charter, in a language. */
function sentences({ charter, facts, asOf, words, language }) {
  Say.speak({ [language]: words }, language);
  const { findings } = Engine.assess(charters.get(charter), facts, asOf);
  const waits = findings.filter((one) => one.upcoming).map((one) => Say.wait(one.upcoming));
  const causes = findings.flatMap((one) => [...one.gaps, ...one.because.filter((cause) => cause.keyword)]).map(Say.cause);
  return [...waits, ...causes, ...findings.flatMap((one) => one.missing.map(Say.question))];
}

function read(text) {
  try {
    const { data } = Yaml.read(text);
    return { data };
  } catch (error) {
    if (!(error instanceof Yaml.Unread)) throw error;
    return { code: error.code, line: error.line };
  }
}

function again(text, remark) {
  const { data, comments } = Yaml.read(text);
  return Yaml.write(data, comments, () => remark);
}

const ANSWERS = {
  charter: ({ charter }) => Boolean(charters.set(charter.id, Engine.compileCharter(charter))),
  assess,
  finding,
  sentences,
  condition,
  passes: ({ schema, value }) => Engine.compileSchema(schema).passes(value),
  questions: ({ charters: ids, facts, asOf }) => {
    const findings = ids.flatMap((id) => Engine.assess(charters.get(id), facts, asOf).findings);
    return Engine.questions(findings).map((one) => [one.pointer, one.findings.map((finding) => finding.requirement.id)]);
  },
  read: ({ text }) => read(text),
  write: ({ data, remark }) => Yaml.write(data, null, () => remark),
  again: ({ text, remark }) => again(text, remark),
  schema: ({ schema }) => Boolean(Fields.use(schema)),
  form: ({ data }) => ({ facts: Fields.prune(data), problems: Fields.problems(data).map((one) => one.pointer) }),
  mistakes: ({ data, words }) => {
    Say.speak({ en: words }, "en");
    return Fields.problems(data).map(Say.problem);
  },
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  console.log(JSON.stringify(ANSWERS[request.ask](request)));
});
