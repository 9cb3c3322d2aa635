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
const { Engine, Yaml, Fields } = new Function(`${source}\nreturn { Engine, Yaml, Fields: typeof Fields === "undefined" ? null : Fields };`)();

const charters = new Map();

/** The outcome of each requirement, and where it falls short, in the order of the charter. */
function assess({ charter, facts, asOf }) {
  const { verdict, findings } = Engine.assess(charters.get(charter), facts, asOf);
  const places = (causes) => [...new Set(causes.map((cause) => cause.pointer))];
  const told = findings.map((one) => [one.outcome, places(one.gaps), one.missing, places(one.because)]);
  return [verdict, Object.values(Engine.bounds(findings)), told];
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
  questions: ({ charters: ids, facts, asOf }) => {
    const findings = ids.flatMap((id) => Engine.assess(charters.get(id), facts, asOf).findings);
    return Engine.questions(findings).map((one) => [one.pointer, one.findings.map((finding) => finding.requirement.id)]);
  },
  passes: ({ schema, value }) => Engine.compileSchema(schema).passes(value),
  read: ({ text }) => read(text),
  write: ({ data, remark }) => Yaml.write(data, null, () => remark),
  again: ({ text, remark }) => again(text, remark),
  schema: ({ schema }) => Boolean(Fields.use(schema)),
  form: ({ data }) => ({ facts: Fields.prune(data), problems: Fields.problems(data).map((one) => one.pointer) }),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  console.log(JSON.stringify(ANSWERS[request.ask](request)));
});
