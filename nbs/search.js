// The search of the pages. The renderer's script asks `new Fuse(entries).search(words)`; these lines answer it.
// Whole words count more than beginnings, a title more than a heading, a heading more than text; `mAP` is not `map`.
const escaped = word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const pattern = (word, end) =>
  new RegExp('(?<![A-Za-z0-9_])' + escaped(word) + end, /[A-Z]/.test(word.slice(1)) ? '' : 'i')
const patterns = query => query.trim().split(/\s+/).filter(Boolean)
  .map(word => [pattern(word, '(?:s|es)?(?![A-Za-z0-9_])'), pattern(word, '')])
const match = (field, [whole, start]) => whole.test(field) ? 2 : start.test(field) ? 1 : 0
const reference = entry => /^(api|bibliography)\.html/.test(entry.href)

window.Fuse = class {
  constructor(entries) { this.entries = entries }
  points(entry, word) {
    const title = (entry.section ? 8 : 60) * match(entry.title, word)
    const sum = title + 12 * match(entry.section, word) + match(entry.text, word)
    return reference(entry) ? sum / 10 : sum
  }
  search(query, { limit = 20 } = {}) {
    const words = patterns(query)
    const rated = this.entries.map((item, at) => ({ item, at, each: words.map(w => this.points(item, w)) }))
    return rated.filter(o => o.each.every(Boolean))
      .map(o => ({ ...o, sum: o.each.reduce((a, b) => a + b) }))
      .sort((a, b) => b.sum - a.sum || a.at - b.at).slice(0, limit)
  }
}
