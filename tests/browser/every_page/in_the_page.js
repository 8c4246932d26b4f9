// What the tests of every page ask inside the page itself.
(() => {
  const USED = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex]';
  const CONTENT = 'form, table, input:not([type="hidden"]), select, textarea, button, a[href], h1, h2, h3, dl, progress';
  const LOOKS = [
    "outlineStyle", "outlineWidth", "outlineColor", "boxShadow", "backgroundColor", "borderColor", "color",
    "textDecorationLine", "stroke", "strokeWidth", "clipPath", "fill",
  ];

  const shown = (element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    const box = element.getBoundingClientRect();
    return box.width > 0 && box.height > 0;
  };

  const named = (element) => {
    const words = (element.getAttribute("aria-label") || element.innerText || element.value || "").trim().slice(0, 50);
    const name = element.getAttribute("name") || element.id || element.getAttribute("class") || "";
    return `<${element.tagName.toLowerCase()} ${name}> ${words}`;
  };

  const look = (element) => {
    const around = [element, element.nextElementSibling, element.closest("label"), element.parentElement];
    return around.filter(Boolean).flatMap((each) => [null, "::before", "::after"].map((part) => {
      const style = getComputedStyle(each, part);
      return LOOKS.map((name) => style[name]).join(";");
    })).join("|");
  };

  const isUsed = (element) => element.tabIndex >= 0 && !element.matches(":disabled") && shown(element);
  // Of radio buttons with one name, Tab comes to one, and the arrows to the others.
  const group = (element) => (element.type === "radio" ? `${element.form?.id} ${element.name}` : element);

  let before;
  let reached;
  let faint;

  const watchFocus = () => {
    document.activeElement?.blur?.();
    before = new Map([...document.querySelectorAll(USED)].filter(isUsed).map((element) => [element, look(element)]));
    reached = new Set();
    faint = [];
    document.addEventListener("focusin", ({ target }) => {
      reached.add(group(target));
      if (before.has(target) && look(target) === before.get(target)) faint.push(named(target));
    });
    return before.size;
  };

  const focused = () => {
    const missed = [...before.keys()].filter((element) => !reached.has(group(element)) && isUsed(element)).map(named);
    // The page is then looked at as it is where nothing has the focus.
    if (!missed.length) document.activeElement?.blur?.();
    return { missed, faint: [...new Set(faint)] };
  };

  const wider = () => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const out = [...document.querySelectorAll("body *")].filter(
      (element) => shown(element) && element.getBoundingClientRect().right > clientWidth + 1,
    );
    return [`${scrollWidth} px: ${out.slice(0, 3).map(named).join(", ")}`];
  };

  // How an element is found again in another copy of the page.
  const key = (element) => [
    element.tagName, element.getAttribute("name"), element.getAttribute("value"), element.getAttribute("href"),
    element.id, /^(A|BUTTON|H[1-3])$/.test(element.tagName) ? element.textContent.trim() : "",
  ].join(" ");

  const content = () => [...document.querySelectorAll("main")].flatMap((main) => [...main.querySelectorAll(CONTENT)]);
  const seen = () => content().filter(shown).map((element) => ({ key: key(element), name: named(element) }));

  const hidden = (scripted) => {
    const all = new Map();
    for (const element of content()) {
      const found = all.get(key(element)) || [];
      all.set(key(element), [...found, element]);
    }
    // What the server marks as hidden waits for a script that gives it its use; what only a style hides is lost.
    const isLost = (elements) => elements && !elements.some((each) => shown(each) || each.closest("[hidden]"));
    return {
      heading: [...document.querySelectorAll("main h1")].some(shown),
      hidden: scripted.filter((each) => isLost(all.get(each.key))).map((each) => each.name),
    };
  };

  const submit = (sent) => {
    const names = Object.keys(sent);
    const form = [...document.querySelectorAll('main form[method="post"]')].find(
      (each) => names.every((name) => each.elements[name]),
    );
    if (!form) throw new Error(`no form here takes ${names}`);
    for (const [name, value] of Object.entries(sent)) {
      const box = form.elements[name];
      box.value = value;
      if (box.type === "checkbox") box.checked = true;
    }
    HTMLFormElement.prototype.submit.call(form);
  };

  window.everyPage = { watchFocus, focused, wider, seen, hidden, submit };
})();
