// What the pages need beside the renderer's own script.
// Copied code keeps its lines, however it wraps.
document.addEventListener('click', event => {
  const button = event.target.closest('.code-copy-button')
  const code = button?.parentElement.querySelector('pre code')
  if (!code) return
  event.stopImmediatePropagation()
  const mark = on => button.classList.toggle('code-copy-button-checked', on)
  const done = () => { mark(true); setTimeout(mark, 1500, false) }
  navigator.clipboard?.writeText(code.textContent.trimEnd()).then(done, () => {})
}, true)

// A box that scrolls can be reached by keyboard.
const scrolls = box => box.scrollWidth > box.clientWidth + 1 && /auto|scroll/.test(getComputedStyle(box).overflowX)
const reach = () => document.querySelectorAll('main pre, main .cell-output-display')
  .forEach(box => { if (scrolls(box)) box.tabIndex = 0 })
addEventListener('load', reach)
addEventListener('resize', reach)

// Mathematics: first what is near the window, then the rest a little at a time, so that the page answers at once.
const formulas = [...document.querySelectorAll('span.math')]
const typeset = box => {
  const text = box.textContent.trim()
  if (!window.katex || !/^\\[[(]/.test(text)) return
  katex.render(text.slice(2, -2), box, { displayMode: text[1] == '[', throwOnError: false })
}
const near = new IntersectionObserver(seen => seen.filter(o => o.isIntersecting).forEach(o => {
  near.unobserve(o.target)
  typeset(o.target)
}), { rootMargin: '400px' })
formulas.forEach(box => near.observe(box))
addEventListener('load', () => {
  const rest = [...formulas], later = window.requestIdleCallback ?? setTimeout
  const some = () => { rest.splice(0, 4).forEach(typeset); if (rest.length) later(some) }
  some()
})

// Paper is white, and shows what is folded.
const root = document.documentElement
addEventListener('beforeprint', () => {
  document.querySelectorAll('main details:not([open])').forEach(o => { o.open = true; o.dataset.printed = '' })
  root.dataset.was = root.dataset.scheme ?? ''
  delete root.dataset.scheme
  root.classList.remove('quarto-dark')
  formulas.forEach(typeset)
})
addEventListener('afterprint', () => {
  document.querySelectorAll('details[data-printed]').forEach(o => { o.open = false; delete o.dataset.printed })
  if (!root.dataset.was) return
  root.dataset.scheme = root.dataset.was
  root.classList.add('quarto-dark')
})

// A link into a folded block opens it.
const unfold = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)))
  for (let box = target; box; box = box.parentElement) if (box.tagName == 'DETAILS') box.open = true
}
addEventListener('hashchange', unfold)
unfold()
