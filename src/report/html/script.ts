/**
 * The one script of a page: it finds rows by word and judge, opens the row that a link goes to, and opens everything
 * before printing. The page says all that it says without it, too.
 */
export const script = `
(() => {
  const finder = document.getElementById('finder')
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)))
    if (target instanceof HTMLDetailsElement) {
      target.hidden = false
      target.open = true
      target.scrollIntoView()
    }
  }
  addEventListener('hashchange', open)
  addEventListener('beforeprint', () => {
    for (const one of document.querySelectorAll('details')) one.open = true
  })
  open()
  if (finder === null) return
  const [words, judge, kind] = ['words', 'judge', 'kind'].map((name) => document.getElementById('finder-' + name))
  const found = document.getElementById('finder-found')
  const samples = [...document.querySelectorAll('details.sample')]
  const texts = new Map()
  const textOf = (sample) => {
    if (!texts.has(sample)) texts.set(sample, sample.textContent.toLowerCase())
    return texts.get(sample)
  }
  const find = () => {
    const wanted = words.value.toLowerCase().split(/\\s+/).filter((word) => word !== '')
    let number = 0
    for (const sample of samples) {
      const isOfJudge = judge.value === '' || sample.dataset.judges.split('\\n').includes(judge.value)
      const isOfKind = kind.value === '' || sample.dataset.kinds.split(' ').includes(kind.value)
      const isShown = isOfJudge && isOfKind && wanted.every((word) => textOf(sample).includes(word))
      sample.hidden = !isShown
      if (isShown) number++
    }
    found.textContent = number + ' of ' + samples.length + (samples.length === 1 ? ' row' : ' rows')
  }
  words.addEventListener('input', find)
  judge.addEventListener('change', find)
  kind.addEventListener('change', find)
  finder.hidden = false
  find()
})()
`

/** What the security policy of a page names the script by: the SHA-256 of its text in Base64. */
export const scriptHash = 'sha256-gg2SGE7187TL87V1Ran4yyxNpEYXHGqLHF6qUSXcNJU='
