"use strict";

/*
 * The page: questions with their answers, what comes of them, and the file.
 *
 * The declaration itself (`state.data`) is the only truth. Every answer is put into it; then all is judged anew and
 * what the page says is brought up to date, while the questions stay where they are under the reader's hands.
 */
(() => {
  const { partsOf, pointerOf, isSection, isText, find, valueAt } = Engine;
  const { say, number, question, title } = Say;

  const PAGE = JSON.parse(document.getElementById("data").textContent);
  const LANGUAGES = { en: "English", fr: "Français", nl: "Nederlands", de: "Deutsch" };
  const FIRST_SECTIONS = ["project", "organisation", "scope", "system", "evidence"];
  const MOST_RADIOS = 6;
  const QUESTIONS_SHOWN = 5;
  const PROSE = /\/(summary|goal|.*reason|.*reasons|note|.*text(\/..)?|mitigation|how_.*|method|justification|description|.*_told)$/;

  Fields.use(PAGE.schema);
  const charters = PAGE.charters.map(Engine.compileCharter);

  const state = { language: PAGE.language, asOf: today(), all: false, message: null, judged: null };
  /** What is on the page for a pointer: its element, and what brings it up to date. */
  let fields = new Map();

  // Small things

  /** Returns today by this computer's calendar. */
  function today() {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  }

  /** Makes an element with attributes (functions are listeners) and contents. */
  function h(tag, attributes, ...contents) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (typeof value === "function") element.addEventListener(name, value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...contents.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
    return element;
  }

  const show = (element, ...contents) => element.replaceChildren(...contents.flat(Infinity).filter(Boolean));
  const button = (label, click, attributes) => h("button", { type: "button", click, ...attributes }, label);
  const idOf = (pointer) => `q${pointer}`;
  const slug = (given) =>
    given.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 80).replace(/-+$/, "");

  // The declaration

  function begin() {
    const data = Yaml.section();
    data.declaration = 1;
    Object.assign(state, { data, comments: null, places: null, name: "charter.yaml", dirty: false, opened: false });
  }

  function answer(pointer, value) {
    Fields.set(state.data, partsOf(pointer), value);
    touched();
  }

  function touched() {
    state.dirty = true;
    state.message = null;
    judge();
  }

  const declared = (pointer) => valueAt(state.data, pointer);

  /** Judges all anew and brings the page up to date. */
  function judge() {
    const wrong = Fields.problems(state.data);
    const facts = Fields.facts(state.data, wrong);
    const asOf = Engine.asDate(state.asOf) || today();
    const assessments = charters.map((charter) => Engine.assess(charter, facts, asOf));
    const findings = assessments.flatMap((one) => one.findings);
    state.judged = { wrong, facts, assessments, questions: Engine.questions(findings), ...byPlace(findings) };
    update();
  }

  /** Gathers what waits for each answer on the page, and what stands against it. */
  function byPlace(findings) {
    const [waits, gaps] = [new Map(), new Map()];
    const add = (to, pointer, entry) => to.set(pointer, [...(to.get(pointer) || []), entry]);
    for (const finding of findings) {
      for (const pointer of new Set(finding.missing.map(nearest))) add(waits, pointer, finding);
      if (finding.outcome !== "met") for (const cause of finding.gaps) add(gaps, nearest(cause.pointer), { finding, cause });
    }
    return { waits, gaps };
  }

  /** Returns the pointer of the question on the page at which something is answered. */
  function nearest(pointer) {
    if (fields.has(pointer)) return pointer;
    const parts = partsOf(pointer);
    while (parts.length && !fields.has(pointerOf(parts))) parts.pop();
    return pointerOf(parts);
  }

  // Questions

  /** Makes the question for a value, with its control. */
  function makeField(parts, node, label) {
    const pointer = pointerOf(parts);
    const kind = Fields.controlOf(node);
    const status = h("div", { class: "status", id: `${idOf(pointer)}-status` });
    const control = CONTROLS[kind](pointer, node, label || question(pointer), status.id);
    const element = h("div", { class: `field ${kind}`, id: idOf(pointer), "data-pointer": pointer }, control.element, status);
    fields.set(pointer, { kind, element, status, control, told: "" });
    control.refresh();
    return element;
  }

  const hintOf = (node) => {
    const key = `form.hint.${node.kind || (node.pattern === "^[A-Z]{2}$" ? "country" : "")}`;
    return Say.knows(key) ? say(key) : "";
  };

  function textControl(pointer, node, label, statusId) {
    const isProse = !node.kind && !node.pattern && PROSE.test(pointer);
    const id = `${idOf(pointer)}-input`;
    const hint = hintOf(node);
    const input = h(isProse ? "textarea" : "input", {
      id,
      type: isProse ? null : "text",
      rows: isProse ? 3 : null,
      autocomplete: "off",
      spellcheck: node.kind ? "false" : null,
      inputmode: Fields.controlOf(node) === "number" ? "decimal" : null,
      "aria-describedby": `${hint ? `${id}-hint ` : ""}${statusId}`,
      input: () => answer(pointer, typed(node, input.value)),
    });
    const element = h("div", {}, h("label", { for: id }, label), hint && h("p", { class: "hint", id: `${id}-hint` }, hint), input);
    if (node.kind === "sha256" && globalThis.crypto && crypto.subtle) element.append(digestButton(pointer));
    const refresh = () => {
      const value = declared(pointer);
      const written = value === null ? "" : isText(value) ? value : JSON.stringify(value);
      if (typed(node, input.value) !== value) input.value = written;
    };
    return { element, refresh, input };
  }

  /** Returns what a typed text declares; a number that is none stays text, and is told to be none. */
  function typed(node, given) {
    if (!given.trim()) return null;
    if (Fields.controlOf(node) !== "number") return given;
    return /^-?[0-9]+([.,][0-9]+)?$/.test(given.trim()) ? Number(given.trim().replace(",", ".")) : given;
  }

  /** Makes the button that computes the digest of a file; the file is read here and goes nowhere. */
  function digestButton(pointer) {
    const input = h("input", {
      type: "file",
      change: async () => {
        const [file] = input.files;
        if (!file) return;
        const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
        answer(pointer, [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
        fields.get(pointer).control.refresh();
      },
    });
    return h("label", { class: "file button" }, say("form.digest"), input);
  }

  function linesControl(pointer, node, label, statusId) {
    const made = textControl(pointer, { ...node, kind: "lines", type: "string" }, label, statusId);
    const input = h("textarea", { id: made.input.id, rows: 3, "aria-describedby": made.input.getAttribute("aria-describedby") });
    const lines = () => input.value.split("\n").map((line) => line.trim()).filter(Boolean);
    input.addEventListener("input", () => answer(pointer, lines().length ? lines() : null));
    made.input.replaceWith(input);
    const refresh = () => {
      const value = [declared(pointer)].flat().filter((one) => one !== null);
      if (lines().join("\n") !== value.join("\n")) input.value = value.join("\n");
    };
    return { element: made.element, refresh };
  }

  /** Makes options of which one is chosen; not yet declared is one of them. */
  function radioControl(pointer, options, label, statusId) {
    const name = idOf(pointer);
    const all = [...options, [null, say("form.undeclared")]];
    const inputs = all.map(([value]) => h("input", { type: "radio", name, id: `${name}-${value}`, value: String(value), change: () => answer(pointer, value) }));
    const rows = all.map(([value, text], index) => h("label", { class: value === null ? "option none" : "option" }, inputs[index], h("span", {}, text)));
    const element = h("fieldset", { "aria-describedby": statusId }, h("legend", {}, label), h("div", { class: "options" }, rows));
    const refresh = () => {
      const value = declared(pointer);
      inputs.forEach((input, index) => (input.checked = all[index][0] === value));
    };
    return { element, refresh };
  }

  function choiceControl(pointer, node, label, statusId) {
    const options = node.enum.map((value) => [value, Say.labelOf(pointer, value)]);
    if (options.length <= MOST_RADIOS) return radioControl(pointer, options, label, statusId);
    const id = `${idOf(pointer)}-input`;
    const select = h("select", { id, "aria-describedby": statusId, change: () => answer(pointer, select.value || null) },
      h("option", { value: "" }, say("form.undeclared")), options.map(([value, text]) => h("option", { value }, text)));
    const refresh = () => (select.value = declared(pointer) || "");
    return { element: h("div", {}, h("label", { for: id }, label), select), refresh };
  }

  /** Makes options of which several can be chosen; with none of them, nothing is declared. */
  function checkControl(pointer, optionsNow, label, statusId, more) {
    const box = h("div", { class: "options" });
    const element = h("fieldset", { "aria-describedby": statusId }, h("legend", {}, label), box, more);
    const current = () => [declared(pointer)].flat().filter((one) => one !== null);
    const refresh = () => {
      const options = optionsNow(current());
      const row = (value, text, checked, change) => {
        const input = h("input", { type: "checkbox", value: value === null ? "" : value, id: `${idOf(pointer)}-${value}`, change: () => change(input) });
        input.checked = checked;
        return h("label", { class: value === null ? "option none" : "option" }, input, h("span", {}, text));
      };
      const set = (values) => {
        answer(pointer, values.length ? values : null);
        mark();
      };
      const mark = () => {
        const chosen = current();
        for (const input of box.querySelectorAll("input")) input.checked = input.value ? chosen.includes(input.value) : !chosen.length;
      };
      const chosen = (value, input) => options.map(([one]) => one).filter((one) => (one === value ? input.checked : current().includes(one)));
      show(box,
        options.map(([value, text]) => row(value, text, current().includes(value), (input) => set(chosen(value, input)))),
        row(null, say("form.undeclared"), !current().length, () => set([])));
    };
    return { element, refresh };
  }

  const choicesControl = (pointer, node, label, statusId) =>
    checkControl(pointer, () => Fields.resolved(node.items).enum.map((value) => [value, Say.labelOf(pointer, value)]), label, statusId);

  /** Makes the choice among the documents of the register, with those that are cited and not in it. */
  function citationControl(pointer, node, label, statusId) {
    const options = (cited) => {
      const register = find(state.data, ["evidence"]) || {};
      const gone = cited.filter((name) => !Engine.has(register, name));
      const named = (name) => (isSection(register[name]) && isText(register[name].title) ? `${register[name].title} (${name})` : name);
      return [...Object.keys(register).map((name) => [name, named(name)]), ...gone.map((name) => [name, say("form.document.gone", { name })])];
    };
    const add = button(say("form.add.document"), () => {
      const name = addDocument(pointer);
      answer(pointer, [...[declared(pointer)].flat().filter((one) => one !== null), name]);
      refreshCitations();
      goTo(`/evidence/${name}/kind`);
    });
    return checkControl(pointer, options, label, statusId, add);
  }

  const CONTROLS = {
    "yes-no": (pointer, node, label, statusId) => radioControl(pointer, [[true, say("form.yes")], [false, say("form.no")]], label, statusId),
    choice: choiceControl,
    choices: choicesControl,
    citation: citationControl,
    lines: linesControl,
    number: textControl,
    text: textControl,
    items: itemsControl,
    register: registerControl,
  };

  /** Makes what stands in a section: questions, and groups of them. */
  function makeParts(parts, node, level) {
    return Object.entries(node.properties).map(([key, given]) => {
      const inner = Fields.resolved(given);
      const here = [...parts, key];
      if (inner.const !== undefined) return null;
      if (Fields.controlOf(inner) !== "section") return makeField(here, inner, languageOf(here));
      return makeGroup(pointerOf(here), title(pointerOf(here)), level, makeParts(here, inner, level + 1));
    });
  }

  /** Texts that are given in several languages are asked for by the name of the language. */
  const languageOf = (parts) => (Say.knows(`value.language.${parts[parts.length - 1]}`) && parts[parts.length - 2] === "text" ? say(`value.language.${parts[parts.length - 1]}`) : "");

  function makeGroup(pointer, name, level, contents, more) {
    const id = `${idOf(pointer)}-title`;
    return h("div", { class: "group", role: "group", "aria-labelledby": id, "data-group": pointer }, h(`h${Math.min(level, 6)}`, { id }, name), contents, more);
  }

  /** Makes a list of things with questions of their own: they can be added and removed. */
  function itemsControl(pointer, node, label) {
    const item = Fields.resolved(node.items);
    const box = h("div", {});
    const element = h("div", { role: "group", "aria-labelledby": `${idOf(pointer)}-title` }, h("p", { class: "label", id: `${idOf(pointer)}-title` }, label), box);
    const change = (list) => {
      answer(pointer, list.length ? list : null);
      refresh();
      judge();
    };
    const current = () => declared(pointer) || [];
    const refresh = () => {
      forget(pointer);
      const groups = current().map((_, index) => {
        const name = say("form.item", { number: index + 1 });
        const remove = button(say("form.remove", { name }), () => change(current().filter((__, other) => other !== index)));
        return makeGroup(`${pointer}/${index}`, name, 3, makeParts([...partsOf(pointer), String(index)], item, 4), remove);
      });
      const add = button(say("form.add"), () => {
        change([...current(), Yaml.section()]);
        focusOn(element.querySelectorAll(".group")[current().length - 1]);
      });
      show(box, groups, add);
    };
    return { element, refresh };
  }

  /** Makes the register of documents: each has a name of its own, by which answers cite it. */
  function registerControl(pointer, node, label) {
    const entry = Fields.resolved(node.additionalProperties);
    const box = h("div", {});
    const element = h("div", {}, h("p", { class: "label" }, label), h("p", { class: "note" }, say("form.unseen")), box);
    const refresh = () => {
      forget(pointer);
      const names = Object.keys(declared(pointer) || {});
      const groups = names.map((name) => {
        const remove = button(say("form.remove", { name }), () => {
          answer(pointerOf(["evidence", name]), null);
          refresh();
          refreshCitations();
          judge();
        });
        return makeGroup(`${pointer}/${name}`, say("form.document", { name }), 3, [nameInput(name), makeParts(["evidence", name], entry, 4)], remove);
      });
      const add = button(say("form.add.document"), () => {
        const name = addDocument("");
        refreshCitations();
        goTo(`/evidence/${name}/kind`);
      });
      show(box, names.length ? groups : h("p", { class: "note" }, say("form.document.none")), add);
    };
    return { element, refresh };
  }

  function nameInput(name) {
    const id = `${idOf(`/evidence/${name}`)}-name`;
    const input = h("input", { id, type: "text", value: name, autocomplete: "off", spellcheck: "false", change: () => rename(name, slug(input.value)) });
    return h("div", { class: "field text" }, h("label", { for: id }, say("form.document.id")), h("p", { class: "hint", id: `${id}-hint` }, say("form.hint.slug")), input);
  }

  /** Adds a document to the register, named after the question that cites it, and returns its name. */
  function addDocument(pointer) {
    const base = slug(partsOf(pointer).filter((part) => !["evidence", "ai_act"].includes(part)).slice(-2).join("-")) || "document";
    const register = declared("/evidence") || {};
    let name = base;
    for (let count = 2; Engine.has(register, name); count += 1) name = `${base}-${count}`;
    if (!declared("/evidence")) Fields.set(state.data, ["evidence"], Yaml.section());
    state.data.evidence[name] = Yaml.section();
    fields.get("/evidence").control.refresh();
    touched();
    return name;
  }

  /** Gives a document another name, everywhere it is cited too. */
  function rename(from, to) {
    const register = state.data.evidence;
    if (to && to !== from && !Engine.has(register, to)) {
      const entries = Object.entries(register).map(([name, entry]) => [name === from ? to : name, entry]);
      for (const name of Object.keys(register)) delete register[name];
      for (const [name, entry] of entries) register[name] = entry;
      if (state.comments) state.comments.rename(register, from, to);
      for (const [pointer, { kind }] of fields) {
        const cited = declared(pointer);
        if (kind !== "citation" || cited === null) continue;
        const renamed = [cited].flat().map((name) => (name === from ? to : name));
        Fields.set(state.data, partsOf(pointer), isText(cited) ? renamed[0] : renamed);
      }
    }
    fields.get("/evidence").control.refresh();
    refreshCitations();
    touched();
    const input = document.getElementById(`${idOf(`/evidence/${to}`)}-name`);
    if (input) input.focus();
  }

  function refreshCitations() {
    for (const { kind, control } of fields.values()) if (kind === "citation") control.refresh();
  }

  /** Forgets the questions below a pointer, which are made anew. */
  function forget(pointer) {
    for (const known of [...fields.keys()]) if (known.startsWith(`${pointer}/`)) fields.delete(known);
  }

  // The page as a whole

  const region = {};

  function build() {
    Say.speak(PAGE.words, state.language);
    document.documentElement.lang = state.language;
    document.title = say("form.title");
    fields = new Map();
    const sections = [...document.querySelectorAll("details[data-section]")];
    const open = new Set(sections.length ? sections.filter((one) => one.open).map((one) => one.id) : ["s/project"]);
    for (const name of ["messages", "questions", "results", "contents", "bar"]) region[name] = h("div", { class: name });
    region.bar.setAttribute("role", "status");
    region.messages.setAttribute("role", "status");
    const made = Object.entries(PAGE.schema.properties).filter(([key]) => key !== "declaration").map((one) => makeSection(one, open));
    show(document.getElementById("page"),
      h("a", { class: "skip", href: "#questions" }, say("form.skip")),
      h("main", {},
        h("header", {}, h("h1", {}, say("form.title")), h("p", {}, say("form.intro")), h("p", { class: "note" }, say("form.private")), languageSwitch(), filePart(), region.messages),
        h("nav", { "aria-label": say("form.contents") }, region.contents),
        h("div", { id: "_report" },
          h("section", { class: "ask", "aria-labelledby": "questions" }, h("h2", { id: "questions", tabindex: "-1" }, say("form.questions")), region.questions),
          h("section", { class: "outcome", "aria-labelledby": "result" }, h("h2", { id: "result" }, say("form.result")), asOfPart(), h("p", { class: "note" }, say("form.unseen")), region.results),
          allSwitch(), made,
          h("footer", {}, h("p", { class: "note" }, say("report.declared-only")), h("p", { class: "note" }, say("form.made-with", { version: PAGE.version, charters: PAGE.charters.map((one) => `${one.id} ${one.version}`).join(", ") })))),
      ),
      h("div", { class: "foot" }, region.bar, h("div", { class: "actions" }, button(say("form.next"), nextQuestion, { class: "main next" }), button(say("form.save"), save, { class: "save" }))),
      h("div", { id: "paper" }));
    judge();
  }

  function languageSwitch() {
    const options = Object.entries(LANGUAGES).map(([code, name]) => {
      const input = h("input", { type: "radio", name: "language", value: code, change: () => {
        state.language = code;
        build();
        document.querySelector(`[name=language][value=${code}]`).focus();
      } });
      input.checked = code === state.language;
      return h("label", { class: "option", lang: code }, input, h("span", {}, name));
    });
    return h("fieldset", { class: "languages" }, h("legend", {}, say("form.language")), h("div", { class: "options" }, options));
  }

  function filePart() {
    const file = h("input", { type: "file", id: "file", accept: ".yaml,.yml", change: async () => {
      const [chosen] = file.files;
      if (chosen) await openFile(chosen);
      file.value = "";
    } });
    const current = h("textarea", { id: "current", rows: 10, readonly: true, spellcheck: "false" });
    const given = h("textarea", { id: "given", rows: 6, spellcheck: "false" });
    const details = h("details", { toggle: () => (current.value = written()) }, h("summary", {}, say("form.text")),
      h("label", { for: "current" }, say("form.text.current")), current,
      button(say("form.copy"), () => copy(current)),
      h("label", { for: "given" }, say("form.text.given")), given,
      button(say("form.paste"), () => open(given.value, "charter.yaml")));
    region.current = current;
    return h("section", { class: "files", "aria-label": say("form.file") },
      h("div", { class: "actions" }, h("label", { class: "file button" }, say("form.open"), file), button(say("form.save"), save), button(say("form.print"), () => print())), details);
  }

  function asOfPart() {
    const input = h("input", { id: "as-of", type: "text", value: state.asOf, autocomplete: "off", "aria-describedby": "as-of-hint", input: () => {
      state.asOf = input.value.trim();
      input.toggleAttribute("aria-invalid", !Engine.asDate(state.asOf));
      if (Engine.asDate(state.asOf)) judge();
    } });
    return h("div", { class: "field as-of" }, h("label", { for: "as-of" }, say("form.as-of")), h("p", { class: "hint", id: "as-of-hint" }, say("form.as-of.hint")), input);
  }

  function allSwitch() {
    const input = h("input", { type: "checkbox", id: "all", change: () => {
      state.all = input.checked;
      update();
    } });
    input.checked = state.all;
    return h("label", { class: "option all" }, input, h("span", {}, say("form.all")));
  }

  function makeSection([key, given], open) {
    const node = Fields.resolved(given);
    const id = `s/${key}`;
    const contents = node.properties ? makeParts([key], node, 3) : makeField([key], node);
    const hidden = h("p", { class: "note hidden-count" });
    const count = h("span", { class: "count" });
    const details = h("details", { id, "data-section": key }, h("summary", {}, h("h2", {}, title(`/${key}`)), count), contents, hidden);
    details.open = open.has(id);
    return h("section", { class: "part" }, details);
  }

  // What is brought up to date after every answer

  function update() {
    for (const [pointer, field] of fields) updateField(pointer, field);
    updateSections();
    updateQuestions();
    updateResults();
    updateBar();
    updateMessages();
    if (region.current.closest("details").open) region.current.value = written();
  }

  function updateField(pointer, field) {
    const { waits, gaps, wrong } = state.judged;
    const value = declared(pointer);
    const [waiting, against] = [waits.get(pointer) || [], gaps.get(pointer) || []];
    const isOwn = (one) => one.pointer === pointer || nearest(one.pointer) === pointer;
    const mistakes = wrong.filter((one) => isOwn(one) && (one.code !== "required" || state.dirty || state.opened));
    const needed = wrong.some((one) => one.code === "required" && `${one.pointer}/${one.params.key}` === pointer);
    const isBlank = Fields.prune(value) === null;
    field.needed = waiting.length > 0 || against.length > 0 || mistakes.length > 0 || needed;
    field.blank = isBlank;
    const inFirst = FIRST_SECTIONS.includes(partsOf(pointer)[0]);
    const hidden = !(state.all || field.needed || !isBlank || inFirst || field.element.contains(document.activeElement));
    field.element.hidden = hidden;
    const told = JSON.stringify([isBlank, waiting.map((one) => one.requirement.id), against.map((one) => [one.finding.requirement.id, one.cause]), mistakes.map((one) => one.code)]);
    if (told === field.told) return;
    field.told = told;
    field.element.classList.toggle("has-gap", against.length > 0);
    for (const input of field.element.querySelectorAll(":scope > div > :is(input, textarea, select)")) input.toggleAttribute("aria-invalid", mistakes.length > 0);
    show(field.status,
      isBlank && ["text", "number", "lines", "items"].includes(field.kind) && h("p", { class: "state" }, say("form.undeclared")),
      mistakes.map((one) => h("p", { class: "mistake" }, Say.problem(one))),
      against.length > 0 && gapList(against),
      waiting.length > 0 && h("details", { class: "waits" }, h("summary", {}, number("form.waits", waiting.length)), h("ul", {}, waiting.map(waitingEntry))));
  }

  const named = (requirement) => [h("strong", {}, Say.text(requirement.title)), ` (${requirement.id}, ${say(`level.${requirement.level}`)})`];
  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

  function waitingEntry({ requirement, upcoming }) {
    return h("li", {}, named(requirement), upcoming ? `, ${Say.wait(upcoming)}` : "", h("p", {}, Say.text(requirement.because)));
  }

  function gapList(against) {
    const ahead = ({ finding }) => Number(Boolean(finding.upcoming));
    const ordered = [...against].sort((one, other) => ahead(one) - ahead(other));
    return h("ul", { class: "gaps" }, ordered.map(({ finding, cause }) =>
      h("li", {}, h("span", { class: `tag ${finding.upcoming ? "upcoming" : "gap"}` }, say(`outcome.${finding.upcoming ? "upcoming" : "gap"}`)), " ",
        `${capital(Say.cause(cause))}. `, named(finding.requirement), finding.upcoming ? `, ${Say.wait(finding.upcoming)}` : "",
        h("p", {}, Say.labelled("form.remedy", Say.text(finding.requirement.remedy))))));
  }

  /** Returns the questions of a section that are answered by themselves: lists of things count by what is asked of each. */
  const answersOf = (section) =>
    [...fields].filter(([pointer, field]) => pointer.startsWith(`/${section}/`) && !["items", "register"].includes(field.kind));

  function updateSections() {
    for (const group of document.querySelectorAll(".group[data-group]")) {
      group.hidden = !group.querySelector(".field:not([hidden])") && !group.querySelector(":scope > button");
    }
    for (const details of document.querySelectorAll("details[data-section]")) {
      const inside = answersOf(details.dataset.section).map(([, field]) => field);
      const hidden = inside.filter(({ element }) => element.hidden).length;
      const counts = { declared: inside.filter((one) => !one.blank).length, open: inside.filter((one) => one.blank && one.needed).length };
      details.querySelector(".count").textContent = say("form.section.state", counts);
      details.querySelector(".hidden-count").textContent = hidden ? number("form.hidden", hidden) : "";
      details.dataset.open = String(counts.open);
    }
    const entries = [...document.querySelectorAll("details[data-section]")].map((details) =>
      h("li", {}, h("a", { href: `#${details.id}`, click: () => (details.open = true) }, details.querySelector("h2").textContent), h("span", { class: "count" }, details.dataset.open === "0" ? "" : details.dataset.open)));
    const verdicts = state.judged.assessments.map((one) => h("li", {}, h("a", { href: `#c/${one.charter.id}` }, Say.text(one.charter.title)), h("span", { class: `tag ${one.verdict}` }, say(`verdict.${one.verdict}`))));
    show(region.contents, h("p", {}, say("form.result")), h("ul", { class: "verdicts" }, verdicts), h("div", { class: "sections" }, h("p", {}, say("form.contents")), h("ul", {}, entries)));
  }

  /** The questions in the order in which their answers settle the most, each at its place on the page. */
  function openQuestions() {
    const seen = new Set();
    return state.judged.questions.filter(({ pointer }) => {
      const place = nearest(pointer);
      return place && !seen.has(place) && seen.add(place);
    });
  }

  function updateQuestions() {
    const open = openQuestions();
    const entries = open.slice(0, QUESTIONS_SHOWN).map(({ pointer, findings }) =>
      h("li", {}, h("a", { href: `#${idOf(nearest(pointer))}`, click: (event) => {
        event.preventDefault();
        goTo(pointer);
      } }, question(pointer)), h("span", { class: "note" }, number("form.waits", findings.length))));
    show(region.questions, h("p", { id: "open-questions" }, open.length ? number("form.questions", open.length) : say("form.questions.none")), h("ol", {}, entries));
  }

  function nextQuestion() {
    const open = openQuestions();
    const here = document.activeElement && document.activeElement.closest("[data-pointer]");
    const next = open.find(({ pointer }) => !here || nearest(pointer) !== here.dataset.pointer);
    if (next) goTo(next.pointer);
    else document.getElementById("questions").focus();
  }

  /** Opens the section of a question and puts the focus on its answer. */
  function goTo(pointer) {
    const field = fields.get(nearest(pointer));
    if (!field) return;
    field.element.hidden = false;
    for (let around = field.element.parentElement; around; around = around.parentElement) {
      if (around.matches("details")) around.open = true;
      around.hidden = false;
    }
    focusOn(field.element);
  }

  function focusOn(element) {
    const target = element.querySelector("input:checked, input:not([type=file]), textarea, select, button");
    element.scrollIntoView({ block: "center" });
    if (target) target.focus({ preventScroll: true });
  }

  // What comes of it

  function updateResults() {
    const open = new Set([...region.results.querySelectorAll("details[open]")].map((one) => one.id));
    show(region.results, state.judged.assessments.map((one) => charterResult(one, open)));
  }

  function charterResult({ charter, verdict, findings }, open) {
    const counts = Engine.counts(findings);
    const meaning = say(`verdict.${verdict}.text`) + (verdict === "do-not-use" && charter.not_kept ? ` ${Say.text(charter.not_kept)}` : "");
    const groups = Engine.OUTCOMES.filter((outcome) => counts[outcome]).map((outcome) => {
      const id = `c/${charter.id}/${outcome}`;
      const details = h("details", { id, toggle: fill }, h("summary", {}, `${say(`form.group.${outcome}`)} (${counts[outcome]})`));
      // The list is made when it is asked for: there are hundreds of findings, and most lists stay closed.
      function fill() {
        if (details.open && details.children.length === 1) details.append(h("ul", { class: "findings" }, findings.filter((one) => one.outcome === outcome).map(findingEntry)));
      }
      details.open = open.has(id);
      fill();
      return details;
    });
    return h("article", { class: "result", id: `c/${charter.id}`, "data-charter": charter.id, "data-verdict": verdict, "data-counts": JSON.stringify(counts) },
      h("h3", {}, Say.text(charter.title)),
      h("p", { class: `verdict ${verdict}` }, h("strong", {}, say(`verdict.${verdict}`)), meaning, verdict !== "out-of-scope" && h("span", { class: "bounds" }, say("bounds", Engine.bounds(findings)))),
      groups);
  }

  function findingEntry(finding) {
    const { requirement, outcome } = finding;
    return h("li", {}, h("p", {}, named(requirement)), detail(finding),
      outcome === "not-applicable" || outcome === "met" ? null : h("p", { class: "note" }, Say.labelled("form.why", Say.text(requirement.because))),
      h("p", { class: "note" }, Say.labelled("form.source", Say.text(requirement.source))));
  }

  const linkTo = (pointer, label) => h("a", { href: `#${idOf(nearest(pointer))}`, click: (event) => {
    event.preventDefault();
    goTo(pointer);
  } }, label || question(pointer));

  function detail({ requirement, outcome, because, gaps, missing, upcoming }) {
    if (outcome === "needs-review") return h("p", {}, Say.text(requirement.judgement));
    if (outcome === "not-applicable") {
      return h("p", {}, Say.labelled("form.because", because.map((one) => (one.pointer ? `${question(one.pointer)} ${Say.shown(one.pointer, one.declared)}` : Say.cause(one))).join("; ")));
    }
    if (outcome === "met") return null;
    return [
      upcoming ? h("p", {}, capital(Say.wait(upcoming))) : null,
      upcoming && upcoming.outcome === "needs-review" ? h("p", {}, Say.text(requirement.judgement)) : null,
      gaps.length ? h("ul", {}, gaps.map((one) => h("li", {}, linkTo(one.pointer), ` ${capital(Say.cause(one))}.`))) : null,
      missing.length ? h("ul", {}, missing.map((pointer) => h("li", {}, linkTo(pointer), ` ${capital(say("outcome.undeclared"))}.`))) : null,
      gaps.length ? h("p", {}, Say.labelled("form.remedy", Say.text(requirement.remedy))) : null,
    ].filter(Boolean).reduce((box, one) => (box.append(one), box), h("div", {}));
  }

  function updateBar() {
    const { assessments } = state.judged;
    const worst = assessments.map((one) => one.verdict).sort((one, other) => Engine.VERDICTS.indexOf(other) - Engine.VERDICTS.indexOf(one))[0];
    const total = Engine.bounds(assessments.flatMap((one) => one.findings));
    const text = say("form.bar", { verdict: say(`verdict.${worst}`), bounds: say("bounds", total) });
    if (region.bar.textContent !== text) region.bar.textContent = text;
    region.bar.dataset.verdict = worst;
  }

  // Messages

  function updateMessages() {
    const { wrong } = state.judged;
    const shown = state.dirty || state.opened ? wrong : [];
    const entries = shown.map((one) => {
      const line = lineOf(one);
      return h("li", {}, linkTo(one.pointer || "/project/id", Say.dotted(one.pointer)), line ? ` (${say("form.problem.line", { line })})` : "", `${say("colon")}${Say.problem(one)}`, one.code === "unknown-key" ? ` ${say("form.kept")}` : "");
    });
    show(region.messages,
      state.message && h("p", { class: `message ${state.message.kind}` }, state.message.text),
      shown.length > 0 && h("div", { class: "message bad" }, h("p", {}, number("form.problems", shown.length)), h("ul", {}, entries)));
  }

  /** Returns the line on which something was written in the file that was opened, if it is still there. */
  function lineOf({ path, pointer }) {
    const parts = path || partsOf(pointer);
    const holder = find(state.data, parts.slice(0, -1).map(String));
    const lines = state.places && holder && state.places.get(holder);
    const key = parts[parts.length - 1];
    return lines && (lines.get(key) || lines.get(Number(key)));
  }

  const tell = (kind, text) => {
    state.message = { kind, text };
    updateMessages();
  };

  // The file

  /** Returns the declaration as YAML; what is new gets a comment, what was there keeps its own. */
  function written() {
    return Yaml.write(state.data, state.comments, (path) => {
      const holder = find(state.data, path.slice(0, -1));
      const known = state.places && holder && state.places.get(holder);
      if (known && known.has(path[path.length - 1])) return "";
      if (path.length === 1) return path[0] === "declaration" ? say("form.yaml.header") : title(`/${path[0]}`);
      if (path[0] === "evidence" || path.some((part) => /^[0-9]+$/.test(part)) || path.includes("criteria")) return "";
      const key = `field./${path.join("/")}`;
      return Say.knows(key) ? say(key) : "";
    });
  }

  function save() {
    const link = h("a", { href: URL.createObjectURL(new Blob([written()], { type: "application/yaml" })), download: state.name });
    document.body.append(link);
    link.click();
    link.remove();
    state.dirty = false;
    tell("good", say(state.judged.wrong.length ? "form.saved.wrong" : "form.saved", { name: state.name }));
  }

  async function copy(area) {
    area.select();
    try {
      await navigator.clipboard.writeText(area.value);
    } catch {
      document.execCommand("copy");
    }
    tell("good", say("form.copied"));
  }

  async function openFile(file) {
    open(await file.text(), file.name);
  }

  function open(given, name) {
    if (state.dirty && !confirm(say("form.unsaved"))) return;
    try {
      const read = Yaml.read(given);
      if (!Engine.has(read.data, "declaration") && !Engine.has(read.data, "project")) throw new Yaml.Unread("no-section", 1);
      Object.assign(state, read, { name, dirty: false, opened: true });
    } catch (error) {
      if (!(error instanceof Yaml.Unread)) throw error;
      const key = Say.knows(`form.unread.${error.code}`) ? `form.unread.${error.code}` : `problem.${{ duplicate: "duplicate-key", empty: "empty-file" }[error.code] || error.code}`;
      tell("bad", say("form.unread", { name, line: error.line, reason: say(key, error.params) }));
      return;
    }
    build();
    tell("good", say("form.opened", { name }));
  }

  // Paper: what is declared, and what comes of it, without controls

  function paper() {
    const sections = [...document.querySelectorAll("details[data-section]")].map((details) => {
      const rows = answersOf(details.dataset.section).filter(([, field]) => !field.blank);
      if (!rows.length) return null;
      return [h("h2", {}, title(`/${details.dataset.section}`)), h("table", {}, h("tbody", {}, rows.map(([pointer]) =>
        h("tr", {}, h("th", { scope: "row" }, question(pointer)), h("td", {}, wholeValue(pointer))))))];
    });
    const results = state.judged.assessments.map((one) => {
      const made = charterResult(one, new Set(["gap", "undeclared", "needs-review"].map((outcome) => `c/${one.charter.id}/${outcome}`)));
      made.removeAttribute("id");
      return made;
    });
    show(document.getElementById("paper"), h("h1", {}, declared("/project/name") || say("form.title")), h("p", {}, Say.labelled("report.as-of", state.asOf)),
      results, h("p", {}, say("form.unseen")), h("p", {}, say("report.declared-only")), sections);
  }

  function wholeValue(pointer) {
    const value = declared(pointer);
    return isText(value) && Say.labelOf(pointer, value) === value ? value : Say.shown(pointer, value);
  }

  addEventListener("beforeprint", paper);
  addEventListener("afterprint", () => show(document.getElementById("paper")));
  addEventListener("beforeunload", (event) => state.dirty && event.preventDefault());
  document.addEventListener("change", ({ target }) => {
    // A project needs an identifier; its name is a good first one.
    if (target.id === `${idOf("/project/name")}-input` && declared("/project/id") === null && slug(target.value)) {
      answer("/project/id", slug(target.value));
      fields.get("/project/id").control.refresh();
    }
  });

  begin();
  build();
})();
