/** The most characters of a distilled guideline: it is one sentence. */
export const longestGuideline = 300

/** One sign that a text gives orders to the judge instead of saying how to judge. */
export interface GuardRule {
  name: string
  /** What a person reads: the guideline "…". */
  concern: string
  /** Looked for in the text as it is folded, or in the text as it came. */
  pattern: RegExp
  /** True where the signs are lost by folding: control characters, line breaks, mixed scripts. */
  raw?: true
}

const orders =
  '(?:instructions?|guidelines?|rules?|prompts?|directions?|directives?|commands?|criteria|rubrics?|constraints?|messages?)'
const whose =
  "(?:all|any|every|each|the|your|its|my|our|their|these|those|this|that|such|previous|prior|earlier|preceding|former|foregoing|above|other|existing|original|initial|given|system|base|of|judging|judge(?:’|')?s|hidden|secret|safety|current|following)"
const value =
  '(?:["“‘\'«][^"”’\'»]{1,40}["”’\'»]|(?:a |an |the )?(?:yes|no|true|false|pass(?:ed|ing)?|fail(?:ed|ing)?|correct|incorrect|right|wrong|good|bad|positive|negative|polite|acceptable|approved?|valid|perfect|excellent|top|full|maximum|max|highest|best|lowest|minimum|worst)(?: (?:marks?|scores?|ratings?|grades?|verdicts?|results?|values?))?|\\d+(?:\\.\\d+)?(?: ?(?:/|out of) ?\\d+)?)'
const judging =
  '(?:answer|say|reply|respond|return|output|give|judge|rate|grade|score|mark|award|assign|set|choose|pick|write|label|classify|approve|pass|accept|fail|reject)'

/**
 * The signs that the guard knows: English wordings, and marks that mean the same in any language. Where one is found,
 * a person decides; a guideline that says how to judge has none of them. What is worded otherwise, or in another
 * language without such a mark, gets by: the guard is the second line, after the data blocks of the prompts.
 */
export const guardRules: readonly GuardRule[] = [
  {
    name: 'override',
    concern: 'tells the judge to leave its instructions aside',
    pattern: new RegExp(
      `\\b(?:ignor(?:e|es|ing)|disregard(?:s|ing)?|forget(?:s|ting)?|overrid(?:e|es|ing)|overrul(?:e|es|ing)|bypass(?:es|ing)?|neglect|skip|discard|drop|void|cancel|suspend|delete|supersedes?|replaces?|(?:do not|don't|never|stop|no longer|not to|need not|instead of) (?:follow|obey|apply|use|consider|heed)(?:ing)?|set aside|put aside|leave aside|pay no (?:attention|heed) to)\\b(?: (?:completely|entirely|simply|just|now|please))? (?:${whose} ){1,5}${orders}\\b`,
    ),
  },
  {
    name: 'override-everything',
    concern: 'tells the judge to leave what it was told aside',
    pattern:
      /\b(?:ignore|disregard|forget|override) (?:all|any|every ?thing|anything|whatever|what)(?: (?:that|which|of|it|you|was|were|has|have|been|the))* (?:above|before|previously|earlier|prior|told|said|written|else|learn(?:ed|t))\b/,
  },
  {
    name: 'new-orders',
    concern: 'gives the judge new orders',
    pattern:
      /\bfrom now on\b|\bfrom (?:this|that) (?:point|moment) on\b|\bremember (?:this |that )?(?:for|in) (?:the future|all|every|later)\b|\b(?:new|updated|revised|real|actual|true|final|secret|additional) (?:instructions?|orders?|directives?|task|role|job|mission|objective|persona)\s*(?::|is\b|are\b|follow)|\byour (?:new |real |actual |true |only )+(?:instructions?|orders?|task|role|job|mission|goal|purpose|objective)\b|\b(?:instead of|stop|cease|quit) (?:judging|evaluating|grading|scoring|assessing)\b|\b(?:do not|don't|never) (?:judge|evaluate|grade|assess) (?:this|the|any|it|anything)\b/,
  },
  {
    name: 'end-of-data',
    concern: 'claims that the data or the prompt ends',
    pattern:
      /\b(?:end|beginning|start) of (?:the |this |all |my |your )?(?:system |user )?(?:instructions?|guidelines?|prompts?|data|data block|samples?|inputs?|outputs?|records?|context|conversation|message|transcript)\b(?=\s*(?:[.:;!)\]=#*–—-]|$))/,
  },
  {
    name: 'role',
    concern: 'gives the judge another role',
    pattern:
      /\byou(?: are|'re) (?:now|no longer|not a judge|an? (?!judge\b))|(?:^|[.!?:;,]\s*|\byou (?:must|should|will|shall|can|have to|are to) |\bplease |\band |\bnow )(?:act|behave|respond|speak|answer|pose) as (?:if you|though you|an? |the )|\bpretend (?:to be|that|you)\b|\brole-? ?play|\bjailbr(?:eak|oken)|\b(?:developer|debug|god|admin(?:istrator)?|maintenance|sudo|root|dan|unrestricted|test) mode\b|\b(?:admin(?:istrator)?|system|developer|root) override\b|\bdo anything now\b/,
  },
  {
    name: 'reveal',
    concern: 'asks the judge to give away its prompt or a secret',
    pattern: new RegExp(
      `(?<!\\b(?:not|never|n't|without|avoid|cannot) )\\b(?:reveal|print|repeat|show|output|display|disclose|leak|recite|quote|copy|include|expose|tell|share|state|write|list|append|translate|summari[sz]e|encode)\\b(?: (?:me|us|out|in|down|back|the|user|full|whole|entire|verbatim|a|copy|of|word|for|text|your|its|hidden|initial|first|exact|complete|these|this|judge's|content|contents))* (?:system (?:prompt|message|instructions?)|(?:your|these|hidden|initial|judge's|its own) (?:instructions?|prompt|guidelines?|rules|examples|configuration|settings|message)|api keys?|access tokens?|environment variables?|credentials|secret keys?)\\b`,
    ),
  },
  {
    name: 'fixed-verdict',
    concern: 'fixes the verdict whatever the sample says',
    pattern: new RegExp(
      [
        `\\b(?:always|only|ever|in (?:all|every|any|each) cases?|every time|at all times|without exception|by default|for (?:all|every|any|each) (?:samples?|inputs?|outputs?|answers?|responses?|rows?|cases?|questions?|items?)|for everything)\\b[ ,]*${judging}(?: (?:it|them|this|that|each|every|all|with|as|to|be|is|a|an|the|one|of|score|rating|grade|verdict|samples?|outputs?|answers?|responses?|results?|verdicts?|everything|anything))* ${value}\\s*(?:$|[.!?;,]|\\bto everything|\\bfor everything|\\band\\b)`,
        `\\b${judging}(?: (?:with|as|to|out|a|an|the))* (?:${value} )?(?:all|every|each|any|everything|anything|whatever)\\b(?: (?:of|the|samples?|inputs?|outputs?|answers?|responses?|rows?|cases?|questions?|items?|submissions?|it|them))*(?: (?:with|as|to|is|are|be|a|an|the|says?))* ${value}\\s*(?:$|[.!?;,])`,
        `\\b${judging}(?: (?:with|as|to|it|them|a|an|the))* ${value} (?:to|for|in|on) (?:all|every|each|any)? ?(?:everything|anything|samples?|inputs?|outputs?|answers?|responses?|rows?|cases?|questions?|items?|of (?:them|these))\\s*(?:$|[.!?;,])`,
        `\\b(?:no matter (?:what|how|which)|regardless of (?:what|everything|anything|(?:its|their|the|any) (?:contents?|inputs?|outputs?|answers?|responses?|samples?|questions?|instructions?|guidelines?|evidence|facts|truth|rest|quality|correctness))|whatever (?:it|they|the (?:inputs?|outputs?|answers?|responses?|samples?|instructions?|evidence)) (?:says?|contains?|is|are|shows?)|irrespective of (?:the )?(?:contents?|inputs?|outputs?|answers?|samples?|evidence|instructions?))\\b`,
        `\\b(?:the|your|every|each|any|all) (?:results?|verdicts?|scores?|ratings?|grades?|values?|answers?|judge?ments?) (?:must|shall|should|has to|have to|is to|are to|will|is|are|needs? to) (?:always |only |ever )+(?:be )?(?:${judging}ed )?${value}`,
        `\\b(?:result|verdict|score|rating|grade)\\s*[:=]+\\s*${value}`,
        `\\bgive (?:it|this|them|me|us|the (?:answer|response|output|sample)) (?:a |the )?(?:full|top|highest|maximum|max|perfect|best) (?:marks?|scores?|ratings?|grades?|points?)`,
      ].join('|'),
    ),
  },
  {
    name: 'claimed-approval',
    concern: 'claims that a verdict has been given already',
    pattern:
      /\bpre-?approved\b|\b(?:this|the|my) (?:answer|response|reply|output|sample|text|submission|result)s? (?:was|were|is|are|has been|have been) (?:already )?(?:approved|verified|confirmed|certified|cleared|graded|judged|checked) (?:by|as|in advance)\b|\balready (?:been )?(?:approved|verified|certified|cleared|graded|judged|scored)\b|\bthis is (?:only |just )?a test\b/,
  },
  {
    name: 'address',
    concern: 'speaks to the model rather than of the samples',
    pattern:
      /\b(?:dear|attention|hey|hello|hi|note to|message (?:to|for)|important:?(?: for)?|urgent:?) (?:the )?(?:judge|grader|evaluator|assistant|model|llm|ai|chatgpt|claude|gpt|gemini)\b|\bas an? (?:ai|llm|language model)\b|\byou (?:must|have to|will be|are going to be) (?:obey|comply|penali[sz]ed|punished|fined|shut down|rewarded|tipped|paid|terminated)\b|\bi(?: am|'m) (?:the|your|an?) (?:developer|administrator|admin|owner|creator|operator|author|boss)\b/,
  },
  {
    name: 'markup',
    concern: 'holds markup of a prompt: a tag, a chat mark, a template or JSON',
    pattern:
      /[<‹〈⟨](?:\s*[/|!?]\s*)?[\p{L}_][^<>‹›]{0,80}[>›〉⟩]|<\|[^|]{0,40}\|>|<!--|\[\/?(?:inst|sys|system|user|assistant|end)\]|\{\{.*?\}\}|[{[]\s*["“']\s*\w+\s*["”']\s*:|"(?:result|rationale|guidelines?|guideline_text|source_ids|verdicts?)"\s*:|#{2,}\s*\w+|={4,}|-{4,}|\*{4,}/u,
  },
  {
    name: 'fence',
    concern: 'holds a code fence',
    pattern: /`{3,}|~{3,}|"{3,}|'{3,}/,
  },
  {
    name: 'speaker',
    concern: 'speaks in the name of a role',
    pattern:
      /(?:^|[.!?:\n"'`»”)\]]\s*)(?:system|assistant|developer|human|user|judge|admin(?:istrator)?|ai|llm|model)(?: (?:prompt|message|note|update|notice|command|override|instructions?))?\s*(?::|=>|->|>>)/,
  },
  {
    name: 'link',
    concern: 'holds an address to visit or to send to',
    pattern:
      /\b(?:https?|ftp|file|data|javascript|mailto|wss?):(?:\/\/|[\w+])|\bwww\.\w|\b[\w-]+\.(?:com|net|org|io|ai|dev|app|info|xyz|ru|cn|de|co)\/\w|!?\[[^\]]*\]\([^)]+\)|\b(?:send|e-?mail|post|forward|upload|submit|report|write|deliver)\b.{0,60}\s\S+@\S+\.\S+/,
  },
  {
    name: 'tool',
    concern: 'asks for something to be run, fetched or called',
    pattern:
      /\b(?:execute|eval|run|invoke|call|curl|wget)(?: (?:the|this|following|a|an|your|any))* (?:code|command|script|program|shell|function|tool|url|endpoint|api|request|https?)\b|\b(?:open|visit|browse|fetch|download|click|follow) (?:(?:the|this|following|a|any|on|to) )+(?:url|link|page|site|website|address|file|attachment)\b|\brm -rf\b|\bdrop table\b/,
  },
  {
    name: 'blob',
    concern: 'holds text that is encoded or spelled out',
    pattern:
      /[a-z0-9+/_=-]{40,}|\\u\{?[0-9a-f]{4}|(?:\\x[0-9a-f]{2}){2,}|(?:%[0-9a-f]{2}){3,}|(?:&#x?[0-9a-f]+;){2,}|\b(?:base64|rot13|hex)[- ]?(?:decode|encoded?|string)|(?<![\p{L}\p{N}])(?:\p{L}[ .\-_*]){5,}\p{L}(?![\p{L}\p{N}])/u,
  },
  {
    name: 'hidden',
    concern: 'holds characters that nobody sees, or letters of two scripts in one word',
    pattern:
      /[\u00ad\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]|[\u{e0000}-\u{e007f}]|(?![\t\n\v\f\r])\p{Cc}|\p{Script=Latin}[\p{Script=Cyrillic}\p{Script=Armenian}]|[\p{Script=Cyrillic}\p{Script=Armenian}]\p{Script=Latin}/u,
    raw: true,
  },
  {
    name: 'lines',
    concern: 'has more than one paragraph',
    pattern: /\S[^\S\n]*(?:\r?\n[^\S\n]*){2,}\S|[\u2028\u2029\v\f]/,
    raw: true,
  },
]

/**
 * What a person has to decide about a guideline that a model worded, in words, or undefined: that it gives orders to
 * the judge rather than saying how to judge (see `guardRules`), or is longer than 300 characters.
 */
export function guidelineConcern(text: string): string | undefined {
  const folded = foldedText(text)
  const found = guardRules.find(({ pattern, raw }) => pattern.test(raw === true ? text.trim() : folded))
  if (found !== undefined) return found.concern
  const { length } = text.trim()
  return length > longestGuideline
    ? `has ${length} characters; a guideline has at most ${longestGuideline}`
    : undefined
}

/** Compatibility forms, letters that nobody sees, case and white space undone: what a reader takes it for. */
function foldedText(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .toLowerCase()
    .replaceAll(/[’ʼ]/g, "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
}
