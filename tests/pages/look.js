// Questions that tests ask an open page. Every answer is a list of findings, empty where all is well.
globalThis.look = (() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)]
  const words = text => text.replace(/\s+/g, " ").trim()

  // ---- what an element is called in a finding, whether it shows

  const called = e => {
    const own = e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + [...e.classList].map(c => "." + c).join("")
    const part = e.closest("section[id], header, nav, footer")
    const said = words(e.getAttribute("aria-label") || e.textContent || "").slice(0, 40)
    return (part && part !== e ? (part.id || part.tagName.toLowerCase()) + " " : "") + own + (said ? ` «${said}»` : "")
  }
  const style = e => getComputedStyle(e)
  const shows = e => e.checkVisibility({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true })
  const lineage = e => e ? [e, ...lineage(e.parentElement)] : []
  // Said to a screen reader only, or waiting off the page for the focus.
  const unseen = e => lineage(e).some(a => {
    const box = a.getBoundingClientRect()
    return style(a).position === "absolute" && (box.width <= 1 || box.height <= 1 || box.right < 0 || box.left > innerWidth * 3 ||
      a.matches("a[href^='#']") && !a.matches(":focus"))
  })
  const clips = value => value === "hidden" || value === "clip"
  const slides = e => ["auto", "scroll"].includes(style(e).overflowX) && e.scrollWidth > e.clientWidth

  // ---- the words on the page and the boxes of their letters (without the room above and below the line)

  const texts = root => {
    const found = [], walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    while (walk.nextNode()) {
      const node = walk.currentNode, e = node.parentElement
      if (!words(node.data) || e.closest("svg, script, style, option") || !shows(e) || unseen(e)) continue
      const range = document.createRange(), size = parseFloat(style(e).fontSize)
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) {
        const spare = Math.max(0, (box.height - size * .7) / 2)
        if (box.width > 1) found.push({ e, said: words(node.data).slice(0, 40), node,
          left: box.left, right: box.right, top: box.top + spare, bottom: box.bottom - spare })
      }
    }
    return found
  }
  const shapes = root => all("svg path, svg rect, svg circle, svg line, svg use", root).filter(e => shows(e) && !e.closest("defs"))
    .map(e => ({ e, said: called(e), node: e.closest("svg"), ...e.getBoundingClientRect().toJSON() })).filter(b => b.width && b.height)
  const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1.5 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1.5

  // ---- reflow

  const sideways = () => {
    const found = []
    if (document.documentElement.scrollWidth > innerWidth) found.push(`the page is ${document.documentElement.scrollWidth} wide`)
    for (const t of texts(document.body))
      if ((t.left < -.5 || t.right > innerWidth + .5) && !lineage(t.e).some(slides)) found.push("off the screen: " + called(t.e))
    return [...new Set(found)]
  }
  const cutOff = () => all("body *").filter(e => !e.closest("svg") && shows(e) && !unseen(e) && words(e.textContent)
    && (clips(style(e).overflowX) && e.scrollWidth > e.clientWidth + 1 || clips(style(e).overflowY) && e.scrollHeight > e.clientHeight + 1)).map(called)
  const overlaps = () => {
    const boxes = texts(document.body).sort((a, b) => a.top - b.top), found = new Set()
    boxes.forEach((a, i) => {
      for (let j = i + 1; j < boxes.length && boxes[j].top < a.bottom; j++)
        if (boxes[j].node !== a.node && meet(a, boxes[j])) found.add(`${called(a.e)} and ${called(boxes[j].e)}`)
    })
    for (const card of all(".card"))
      for (const t of texts(card)) for (const s of shapes(card))
        if (meet(t, s)) found.add(`${called(t.e)} and the drawing in ${called(card)}`)
    return [...found]
  }
  const outOfCards = () => all(".card").flatMap(card => {
    const box = card.getBoundingClientRect()
    return texts(card).filter(t => t.left < box.left - .5 || t.right > box.right + .5 || t.bottom > box.bottom + .5)
      .map(t => `${called(t.e)} leaves ${called(card)}`)
  })

  // ---- colours

  const rgba = text => {
    const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number)
    return text.startsWith("color(srgb") ? [r * 255, g * 255, b * 255, a] : [r, g, b, a]
  }
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0)
  const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) }
  const ground = (e, kept = () => true) => {
    const under = lineage(e).find(a => rgba(style(a).backgroundColor)[3] > .5 && kept(a))
    return under ? rgba(style(under).backgroundColor) : matchMedia("(prefers-color-scheme: dark) and (not print)").matches ? [18, 18, 18] : [255, 255, 255]
  }
  const faint = (least, kept) => [...new Set(texts(document.body).filter(t => contrast(rgba(style(t.e).color), ground(t.e, kept)) < least)
    .map(t => `${called(t.e)}: ${style(t.e).color}`))]

  // ---- keyboard

  const openAll = () => all("details").forEach(d => { d.open = true })
  const closeAll = () => all("details").forEach(d => { d.open = false })
  const STOPS = "a[href], area[href], button, input, select, textarea, summary, [tabindex], [contenteditable]"
  let expected = []
  const stops = () => {
    openAll()
    expected = all("body *").filter(e => (e.matches(STOPS) && e.tabIndex >= 0 && !e.disabled || slides(e) && !e.querySelector(STOPS)) && shows(e))
    const radios = e => e.type === "radio" && e.name
    expected = expected.filter(e => !radios(e) || e === (document.querySelector(`input[name="${e.name}"]:checked`) || document.querySelector(`input[name="${e.name}"]`)))
    const names = expected.map(called)
    closeAll()
    return names
  }
  const at = () => expected.indexOf(document.activeElement)
  const where = () => called(document.activeElement)
  const ring = () => {
    const e = document.activeElement, s = style(e), box = e.getBoundingClientRect(), found = []
    if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) < 2) found.push("no ring")
    else if (s.outlineStyle !== "auto" && contrast(rgba(s.outlineColor), ground(parseFloat(s.outlineOffset) < 0 ? e : e.parentElement)) < 3) found.push("a faint ring")
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) found.push("off the screen")
    return found.map(f => `${f}: ${called(e)}`)
  }

  // Past the links above the text: at the first stop from main on, if there is one.
  const pastMain = () => {
    const main = document.querySelector("main"), from = Node.DOCUMENT_POSITION_FOLLOWING
    const next = all(STOPS).filter(e => e.tabIndex >= 0 && !e.disabled && shows(e)).find(e => main.compareDocumentPosition(e) & from)
    return !next || document.activeElement === next
  }

  // ---- circumstances

  const moving = () => all("*").filter(e => ["", "::before", "::after"].some(part => {
    const s = getComputedStyle(e, part || null)
    const lasts = list => list.split(",").some(d => parseFloat(d) > .01)
    return s.animationName !== "none" && lasts(s.animationDuration) || lasts(s.transitionDuration) || s.scrollBehavior === "smooth"
  })).map(called).concat(document.getAnimations().map(a => "running: " + called(a.effect.target)))
  const idle = () => all("button, input, select, textarea, [role=button], [onclick]")
    .filter(e => shows(e) && !(e.form && e.form.action)).map(called)
  const said = () => texts(document.body).filter(t => !t.e.closest("label, form, search, button, [role=search], [role=status]"))
    .map(t => words(t.node.data)).join(" ")
  const shown = selector => all(selector).filter(e => shows(e) && !unseen(e)).map(called)
  const unkept = () => all("svg").filter(e => shows(e) && style(e).printColorAdjust !== "exact").map(called)
  const unreadableOnPaper = () => faint(4.5, e => style(e).printColorAdjust === "exact")
  const darkPaper = () => light(ground(document.body)) < .5
  const pictures = () => all("svg").filter(shows).map(e => ({ name: called(e), ...e.getBoundingClientRect().toJSON() }))
    .map(b => ({ name: b.name, box: [b.left + scrollX, b.top + scrollY, b.right + scrollX, b.bottom + scrollY] }))
    .filter(p => p.box[2] - p.box[0] > 8 && p.box[3] - p.box[1] > 8)

  // ---- the first screen

  const inView = boxes => boxes.some(b => b.width && b.top >= 0 && b.bottom <= innerHeight && b.left >= 0 && b.right <= innerWidth)
  const cellsInView = () => [...new Set(all("[data-cell]").filter(e => shows(e) && inView([...e.getClientRects()])).map(e => e.dataset.cell))]
  const wordInView = word => texts(document.body).some(({ node }) => {
    const start = node.data.toLowerCase().indexOf(word.toLowerCase()), range = document.createRange()
    if (start < 0) return false
    range.setStart(node, start)
    range.setEnd(node, start + word.length)
    return [...range.getClientRects()].every(box => inView([box]))
  })
  const highest = keys => Math.min(...all("[data-cell]").filter(e => shows(e) && keys.includes(e.dataset.cell))
    .map(e => Math.round(e.getBoundingClientRect().bottom)))

  return { sideways, cutOff, overlaps, outOfCards, faint, openAll, closeAll, stops, at, where, ring, pastMain, moving, idle, said, shown, unkept,
    unreadableOnPaper, darkPaper, pictures, cellsInView, wordInView, highest }
})()
