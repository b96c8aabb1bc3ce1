// What the service complains of, in the words of the page: in Japanese where it is known, and in both languages where the
// service speaks of a command line, which the page has not.

/** @import { Language } from "./i18n.js" */
import { isBeforeBirth } from "./ages.js";
import { code } from "./i18n.js";

/**
 * A pattern, what to say in English (null: as the service says it), and in Japanese. `$1` stands for what the pattern found.
 * @typedef {string|null|((found: string[]) => string)} Saying
 */

const VARIANT_EXAMPLES = "FBN1 c.1948C>T het / FBN1 p.Arg650Ter het / 15-48488193-G-A het";
const AGES = "12歳、3歳6か月、3歳半、8か月、10日、出生直後 など。150歳まで";

/** Words that a finding's id and name are written with. */
const TERM = "(.+ \\(HP:\\d{7}\\))";
/** How a variant file begins a complaint. */
const FILE = "(?:vcf: )?";

/** @param {string} source */
const all = (source) => new RegExp(`^${source}$`);

/** @type {[RegExp, Saying, Saying][]} */
const COMPLAINTS = [
  // The patient.
  [
    /^"(.+)" is not an age \(.*\)$/,
    ([age = ""]) => `“${age}” cannot be read as an age: write 12 years, 3y6m, 8 months, 10 days or “at birth”; at most 150 years${isBeforeBirth(age) ? ". Ages before birth cannot be given: leave the field empty" : ""}`,
    ([age = ""]) => `「${age}」は年齢として読めません（${AGES}）${isBeforeBirth(age) ? "。出生前の時期は指定できないため、空欄にしてください" : ""}`,
  ],

  // Findings.
  [/^(.+) is implied by (.+) and is not counted a second time$/, null, "$1 は $2 に含まれるため、重ねて数えません"],
  [/^(.+) is given as observed and as excluded \(.*\)$/, "$1 is given as present and as absent", "$1 が「所見あり」と「所見なし」の両方で入力されています"],
  [/^keep one of the two$/, null, "どちらか一方にしてください"],
  [/^(.+) is given twice \(.* before\); it counts once$/, "$1 is given twice; it counts once", "$1 が重複しています。1回だけ数えます"],
  [all(`${TERM} is excluded, but ${TERM} is observed and is one`), "$1 is said to be absent, but $2 is present and is one", "$1 は「所見なし」ですが、その一種である $2 が「所見あり」です"],
  [/^remove the exclusion or correct the observation$/, null, "どちらかを訂正してください"],
  [all(`${TERM} says nothing about the patient: every phenotype lies below it`), null, "$1 はすべての所見を含む用語で、患者の所見を表しません"],
  [/^give the findings themselves$/, null, "個々の所見を入力してください"],
  [all(`${TERM} is a mode of inheritance, not a finding in the patient`), null, "$1 は遺伝形式で、患者の所見ではありません"],
  [all(`${TERM} is an age of onset, not a finding`), null, "$1 は発症時期で、所見ではありません"],
  [/^give it as the onset of a finding, or as the patient's age$/, null, "所見の発症時期または患者の年齢として入力してください"],
  [all(`${TERM} is not a phenotypic abnormality`), null, "$1 は所見を表す用語ではありません"],
  [/^remove it$/, null, "削除してください"],
  [/^"(.*)" is not an HPO id \(.*\)$/, null, "「$1」は HPO の ID ではありません（HP: と7桁の数字。例：HP:0001250）"],
  [/^(HP:\d{7}) is not in HPO (.+)$/, null, "$1 は HPO（$2）にありません"],
  [/^(HP:\d{7}) is no longer in use; its replacement (.+) was used$/, null, "$1 は廃止された用語のため、後継の $2 を使用しました"],
  [/^(HP:\d{7}) \((.+)\) was withdrawn from HPO and has no replacement$/, null, "$1（$2）は HPO から削除され、後継の用語がありません"],
  [/^consider (.+)$/, null, "近い用語：$1"],
  [/^did you mean (.+)\?$/, null, "近い用語：$1"],
  [/^the term is empty$/, null, "用語の ID がありません"],
  [/^look the finding up by name$/, null, "所見を名称で検索して入力してください"],
  [/^the id means (.+), but the label is the name of (.+)$/, null, "ID は $1 を指しますが、名称は $2 のものです"],
  [/^the id was used; correct whichever is wrong$/, null, "ID のほうを使用しました。誤っているほうを訂正してください"],
  [/^a Family: its proband was read; of relatives the pedigree is used, where a variant file comes with it$/, null, "家系（Family）のファイルです。発端者を読み込みました。血縁者は、VCF とともに使う場合の家系図だけを使います"],
  [/^not a sex of the phenopacket schema; taken as unknown$/, null, "性別の値が Phenopacket の規格にないため、不明としました"],

  // A document of another standard: a phenopacket, a record.
  [/^the id means (.+), but the label "(.*)" is no name of it$/, "the id means $1, but the label is “$2”, which is no name of it", "ID は $1 を指しますが、名称は「$2」となっています"],
  [/^the label "(.*)" denies the finding, which is given as present$/, null, "「所見あり」とされていますが、名称「$1」は否定を表しています"],
  [/^give it as excluded, or correct the label$/, null, "「所見なし」とするか、名称を訂正してください"],
  [/^the label "(.*)" speaks of a relative$/, null, "名称「$1」は血縁者を指しています"],
  [/^the label "(.*)" only suspects the finding; it counts less$/, null, "名称「$1」は疑いを表すため、確信度を下げました"],
  [/^"(.*)" is not an element of a feature of version 2, and may change what it says$/, null, "「$1」は Phenopacket 第2版の所見の項目になく、意味が変わる可能性があります"],
  [/^correct the name \(`excluded` says that a finding is absent\), or leave it out$/, null, "項目名を訂正するか（所見なしは excluded）、省いてください"],
  [/^"(.*)" is not an element of a phenopacket of version 2 and was not read$/, null, "「$1」は Phenopacket 第2版の項目になく、読み込んでいません"],
  [/^correct its name, or leave it out$/, null, "項目名を訂正するか、省いてください"],
  [/^a modifier says that the finding is absent or a relative's, .*$/, null, "「所見あり」とされていますが、修飾語（modifiers）は否定または血縁者を表しています"],
  [/^the description may say that the finding is absent or a relative's, .*$/, null, "「所見あり」とされていますが、説明文（description）は否定または血縁者を表す可能性があります"],
  [/^whether the finding is there is not known$/, "the record says that it is not known", "有無不明と記録されています"],
  [/^the value does not say whether the finding is there$/, "the record does not say clearly whether it is there", "有無が明確でない記録です"],
  [/^this is not (?:read|understood), and it may say that the finding is absent or not known$/, "something beside it may say that it is absent", "所見がないことを示す可能性のある記載があります"],
  [/^this is not read, and it may deny the finding that was used$/, "something beside it may deny it", "否定している可能性のある記載があります"],
  [/^this is not read, and it may say that the finding that was used is only suspected$/, "something beside it may say that it is only suspected", "疑いにとどまる可能性のある記載があります"],
  [/^this speaks of a relative, so that the finding may not be the patient's$/, null, "血縁者に関する記載があり、本人の所見でない可能性があります"],
  [/^names a relative, not the patient$/, null, "本人ではなく血縁者の記録です"],
  [/^the extension (.+) was not read, and nothing else states the finding that was used$/, "the extension $1 was not read, and nothing else says that it is there", "拡張項目 $1 は読み取っていません（所見の有無を示す記載はほかにありません）"],
  [/^not read: the extension (.+)$/, null, "読み取っていない拡張項目：$1"],
  [/^this is not read, and it speaks of somebody beside the patient; the finding was used$/, "something beside it speaks of somebody else", "本人以外に触れた記載があります（所見は使用しました）"],
  [/^the id means (.+), and the label "(.*)" may deny or doubt it; it counts less$/, null, "ID は $1 を指しますが、名称「$2」は否定または疑いを表す可能性があるため、確信度を下げました"],
  [/^the label "(.*)" says that the finding is there, and it is given as absent$/, null, "「所見なし」とされていますが、名称「$1」は所見ありを表しています"],
  [/^a modifier only suspects the feature; it counts less$/, null, "修飾語（modifiers）が疑いを表すため、確信度を下げました"],
  [/^descriptions are not read, and this one may deny or doubt the feature$/, null, "説明文（description）は読み取りません。否定または疑いを含む可能性があります"],
  [/^the onset lies (?:after the patient's age|before the birth; it was counted as at birth)$/, null, "発症時期が年齢より後、または出生前になっています"],
  [/^a term of HPO is named here, and not as the finding$/, null, "HPO の用語が、所見として読み取れない位置または形で書かれています"],
  [/^"(.*)" says more of (.+) than its name$/, null, "「$1」には $2 の名称以外の記号や語が付いています"],
  [/^write the name alone; .*$/, null, "名称だけを入力し、有無と確信度は欄で指定してください"],
  [/^the finding (?:is (?:not certain|only suspected here)|may be only suspected by what stands here); it counts less$/, null, "確実でない所見のため、確信度を下げました"],
  [/^the condition is (?:suspected \(疑い\)|unconfirmed|provisional|differential); it counts less$/, "only suspected; it counts less", "疑いの病名のため、確信度を下げました"],
  [/^the Observation's focus is something or someone else than the patient of record$/, "about somebody or something else than the patient", "本人以外についての記録です"],
  [/^the observation is (.+)$/, null, "有効な結果でない記録です（$1）"],
  [/^value, components and interpretation contradict each other$/, null, "値・構成要素・判定が互いに矛盾しています"],
  [/^says (.+) and (.+)$/, null, "検証状態が「$1」と「$2」の両方です"],
  [/^says (.+), and another code or a text of it says something else$/, null, "検証状態「$1」と矛盾するコードまたは文章があります"],
  [/^has a value and a reason why there is none$/, null, "値と、値がない理由の両方があります"],
  [/^(?:is there and has no content|has no code of FHIR's|".*" is not a status of .*|an Observation without a status, .*)$/, null, "状態（status）が正しく記録されていません"],
  [/^is not an element of (.+) in FHIR R4, and may change what the resource says$/, null, "FHIR R4 の $1 にない項目があり、意味が変わる可能性があります"],
  [/^is not (.+), as it is in FHIR R4, and may change what the resource says$/, null, "FHIR R4 の形式でない項目があり、意味が変わる可能性があります"],
  [/^the (?:resource|component) has an extension that changes its meaning, which shirube does not know$/, "has a modifier that is not known here", "意味を変える未知の付加情報があります"],
  [/^several HPO terms for one finding that is absent: .*$/, "several terms, and no telling which is absent", "複数の用語があり、どれがないのか不明です"],
  [/^both code and value are HPO terms, .*$/, "several terms, and no telling which is meant", "複数の用語があり、どれを指すか不明です"],
  [/^an HPO term answers a question that is not known to be one for a finding$/, null, "所見を問う項目か分からないものへの回答です"],
  [/^(\S+) is there \d+ times with different content, and nobody can say which holds$/, null, "$1 が内容の異なる形で複数あり、どれが正しいか分かりません"],
  [/^it is about a (.+), not about a patient$/, null, "患者ではなく $1 についての記録です"],
  [/^coded in (.+) and not in HPO; codes are not translated$/, "not coded in HPO", "HPO のコードがありません"],
  [/^an HPO term at this place is not read as a finding$/, null, "この位置の HPO 用語は所見として読み取りません"],
  [/^(HP:\S+) looks like a term of HPO, but its system .*$/, null, "$1 は HPO の用語のようですが、コード体系の名称が HPO のものではありません"],
  [/^lies after the date of the request; the finding was used$/, null, "日付が未来になっています（所見は使用しました）"],

  // Typed variants.
  [/^cannot be placed: (.+)$/, "these words could not be read: $1", "読み取れない語があります：$1"],
  [/^give the variant field by field$/, `forms that work: ${VARIANT_EXAMPLES}`, `使える書き方の例：${VARIANT_EXAMPLES}`],
  [/^write words with spaces between them, such as .+$/, `forms that work: ${VARIANT_EXAMPLES}; for a whole gene that is deleted: SMN1 transcript_ablation hom`, `使える書き方の例：${VARIANT_EXAMPLES}。遺伝子全体の欠失：SMN1 transcript_ablation hom`],
  [/^the reference allele was not held against a genome.*; none is at hand$/, null, "参照配列がないため、参照アレルは確認していません"],
  [/^no assembly was given; the place was taken to be of GRCh38.*$/, null, "ゲノムのバージョンが書かれていないため、GRCh38 の位置とみなしました"],
  [/^add GRCh37 or GRCh38$/, null, "GRCh37 または GRCh38 を加えてください"],
  [/^name the transcript: NM_…:c\.…$/, null, "転写産物を書いてください（例：NM_000138.5:c.1948C>T）"],
  [/^check the expression against the report it is from$/, null, "元の報告書の記載と照らし合わせてください"],
  [/^names no gene and no variant$/, null, "遺伝子とバリアントが読み取れません"],
  [/^write for example (.+)$/, null, "入力例：$1"],
  [/^what it does to the gene is not said$/, null, "遺伝子への影響が書かれていません"],
  [/^its gene is not (?:said|known)$/, null, "遺伝子が分かりません"],
  [/^add the gene's symbol$/, "add the gene's symbol, as in FBN1 c.1948C>T het", "遺伝子シンボルを加えてください（例：FBN1 c.1948C>T het）"],
  [
    /^add HGVS \(c\. or p\.\), a consequence such as stop_gained, or set up transcripts and give chr-pos-ref-alt$/,
    `add HGVS (c. or p.), or a consequence such as stop_gained; forms that work: ${VARIANT_EXAMPLES}`,
    `HGVS（c. または p.）か、stop_gained などの影響を加えてください（例：${VARIANT_EXAMPLES}）`,
  ],
  [/^write a Sequence Ontology term such as missense_variant, or leave it out$/, null, "missense_variant のような Sequence Ontology の用語で書くか、省いてください（例：FBN1 missense_variant het）"],
  [/^used as (.+), zygosity (.+)$/, null, ([what = "", zygosity = ""]) => `${effects(what)}（接合性：${code("zygosity", zygosity)}）として使用しました`],
  [/^no zygosity was given; at least one copy is taken to be there$/, null, "接合性が書かれていません。少なくとも1アレルを持つものとみなします"],
  [/^add het, hom or hemi$/, null, "het（ヘテロ接合）・hom（ホモ接合）・hemi（ヘミ接合）のいずれかを加えてください"],
  [/^"(.*)" is not a zygosity$/, null, "「$1」は接合性として読めません"],
  [/^write het, hom, hemi or a genotype such as 0\/1$/, null, "het・hom・hemi、または 0/1 のような遺伝型で書いてください"],
  [/^"(.*)" does not name a place and two alleles$/, null, "「$1」は位置と2つのアレルとして読めません"],
  [/^"(.*)": position (\d+) does not lie on chromosome (.+) of (.+)$/, null, "「$1」：位置 $2 は $4 の第 $3 染色体の範囲外です"],
  [/^check the assembly$/, null, "参照ゲノム（GRCh37 か GRCh38 か）を確認してください"],
  [/^"(.*)": the alleles must be two different texts of A, C, G and T$/, null, "「$1」：アレルは A・C・G・T からなる、互いに異なる2つの配列で書いてください"],
  [/^write chromosome-position-reference-alternate as in VCF, such as (.+)$/, null, "VCF のように「染色体-位置-参照-変異」で書いてください（例：$1）"],
  [/^"(.+)" is not a human gene of the knowledge base$/, null, "「$1」は知識ベースにあるヒト遺伝子ではありません"],
  [/^give the approved symbol or HGNC id$/, "give the approved symbol or HGNC id, as in FBN1 c.1948C>T het", "承認された遺伝子シンボルまたは HGNC ID を入力してください（例：FBN1 c.1948C>T het）"],
  [/^(.+): the range runs backward$/, null, "$1：範囲の始まりと終わりが逆です"],
  [/^(.+) replaces one base, and (.+) is a change of length; they are not the same variant$/, null, "$1 は1塩基の置換、$2 は長さの変わる変化で、同じバリアントではありません"],
  [/^(.+) lies in codon (\d+), and (.+) names residue (\d+)$/, null, "$1 はコドン $2 にありますが、$3 は $4 番目の残基です"],
  [/^(.+) is a transcript of (.+), not of (.+)$/, null, "$1 は $2 の転写産物で、$3 のものではありません"],
  [/^check the expression against the report it is from$/, null, "元の報告書の記載を確認してください（例：FBN1 c.1948C>T het）"],
  [/^(.+): position (\S+) lies beyond the (\d+) coding bases of (.+), the transcript that is known of the gene; was it written on another one\?$/, null, "$1：位置 $2 は、既知の転写産物 $4 のコード領域（$3 塩基）を超えています。別の転写産物での表記ではありませんか"],
  [/^(.+): no intron lies next to base (\S+) of (.+), the transcript that is known of the gene; was it written on another one\?$/, null, "$1：既知の転写産物 $3 では、塩基 $2 に隣接するイントロンがありません。別の転写産物での表記ではありませんか"],
  [/^name the transcript: (.+)$/, null, "転写産物を付けて書いてください（$1）"],
  [/^the same allele as at (.+?); it was counted once(?: \(\d+ more like it\))?(; .+)?$/, null, ([place = "", differ]) => `${place} と同じアレルのため、1回だけ数えました${differ ? "。接合性が異なるため、最初のものを使用しました" : ""}`],
  [/^give either a variant file or a list of variants, not both$/, "give the variants either as a file or typed, not both", "バリアントはファイルか入力のどちらか一方にしてください"],

  // Variant files.
  [
    all(`${FILE}it is not plain who the patient is: name one of (.+) with the part sample`),
    "the file does not tell which sample is the patient's: enter one of $1 in “Patient's sample in the VCF”, or add the PED file",
    "どの検体が患者か分かりません。「VCF 中の患者の検体名」に $1 のいずれかを入力するか、PED ファイルを追加してください",
  ],
  [all(`${FILE}there is no sample (".*"); the samples are (.+)`), null, "検体 $1 はファイルにありません。ファイル中の検体：$2"],
  [
    all(`${FILE}the sample (".*") was asked for, and the case is of (".*"), another sample of the file`),
    null,
    "指定した検体は $1 ですが、症例の患者 $2 もこのファイルにあります。どちらの患者か確認してください",
  ],
  [all('(".*"), as the case calls the patient, is a sample of the file and was taken'), null, "症例の患者名 $1 と同名の検体を患者として使用しました"],
  [all(`${FILE}nobody of the pedigree is among the samples (.+)`), null, "PED の家族がファイル中の検体（$1）にいません"],
  [
    all(`${FILE}(".+"), the (father|mother) of (".+") in the pedigree \\(line (\\d+)\\), is not among the samples (.+); write 0 for a parent who was not sequenced`),
    null,
    ([parent = "", role = "", child = "", line = "", samples = ""]) => `PED の ${line} 行目：${child} の${role === "father" ? "父" : "母"} ${parent} がファイル中の検体（${samples}）にいません。解析していない親は 0 と書いてください`,
  ],
  [
    /^vcf has no genotypes \((.+)\): it is a list of sites.*$/,
    "the VCF has no genotypes ($1): it is a list of sites, not a patient's file, and cannot be used on this page. Choose the VCF with the patient's genotypes",
    "この VCF には遺伝型がありません（$1）。部位の一覧であり患者のファイルではないため、このページでは使えません。患者の遺伝型を含む VCF を選んでください",
  ],
  [
    /^vcf is not annotated: its header declares no .*$/,
    "the VCF is not annotated (no CSQ of VEP, ANN of SnpEff or BCSQ of bcftools). This page cannot annotate it: ask whoever runs your pipeline for an annotated file, or type the variants in question",
    "この VCF には注釈（VEP の CSQ、SnpEff の ANN、bcftools の BCSQ）がありません。このページでは注釈を付けられないため、解析担当者に注釈済みのファイルを依頼するか、該当するバリアントを入力してください",
  ],
  [
    /^vcf does not say whether its positions are of GRCh37 or GRCh38 .*$/,
    "the VCF does not say whether its positions are of GRCh37 or GRCh38: choose one at “Assembly”",
    "この VCF からは位置が GRCh37 か GRCh38 か分かりません。「参照ゲノム」で選んでください",
  ],
  [
    /^vcf: (.+) fits neither GRCh37 nor GRCh38; .*$/,
    "$1 fits neither GRCh37 nor GRCh38. If the header is wrong, choose the right one at “Assembly”; else the file has to be lifted over first, which this page cannot do",
    "$1 は GRCh37・GRCh38 のいずれにも合いません。ヘッダーの誤りであれば「参照ゲノム」で選んでください。それ以外は座標の変換が必要で、このページではできません",
  ],
  [
    /^vcf: (.+) says (\S+), but (.+) says (\S+): positions of one would be read on the other$/,
    ([first = "", one = "", second = "", other = ""]) => `${saidBy(first, "en")} says ${one}, but ${saidBy(second, "en")} says ${other}: positions of one would be read on the other`,
    ([first = "", one = "", second = "", other = ""]) => `${saidBy(first, "ja")}では ${one}、${saidBy(second, "ja")}では ${other} となっています。位置を取り違えるため使えません`,
  ],
  [/^the header of vcf declares INFO (\S+) without its list of fields .*: (.+)$/, "the header's INFO $1 does not say which fields it has ($2): ask for a file as VEP, SnpEff or bcftools csq writes it", "ヘッダーの INFO $1 に項目の一覧がありません（$2）。VEP・SnpEff・bcftools csq が出力したままのファイルを使ってください"],
  [/^line (\d+) of vcf is not a header line, and there was no #CHROM line before it$/, "line $1 of the file is no header line, and there was no #CHROM line before it: is the file whole?", "$1 行目がヘッダーではなく、それまでに #CHROM 行がありません。ファイルが途中で切れていませんか"],
  [/^there is no record after the header$/, null, "ヘッダーの後に記録がありません"],
  [/^not in the patient's family, and not used: (.+)$/, null, "患者の家族として扱わず、使用していない検体：$1"],
  [/^give a pedigree to use relatives$/, "add the PED file to use relatives", "血縁者を使うには PED ファイルを追加してください"],
  [/^vcf is empty$/, "the file is empty", "ファイルが空です"],
  [/^vcf is not a VCF or BCF file: it begins with (.+)$/, "the file is no VCF or BCF file: it begins with $1", "VCF・BCF ファイルではありません（先頭：$1）"],
  [/^vcf is truncated: .*$/, "the file ends in the middle of its compressed data: copy or download it again", "ファイルが途中で切れています。もう一度コピーまたはダウンロードしてください"],
  [/^(line \d+) of vcf, the last line, has no line end and cannot be read .*$/, "the file ends within $1: it was cut off; copy or download it again", "ファイルが $1 の途中で切れています。もう一度コピーまたはダウンロードしてください"],
  [/^the call has one copy of an autosome: .*$/, null, "常染色体で1コピーと判定されています。2コピーのうち1コピーの変化とみなしました"],
  [/^ALT is (\S+) and CN, the number of copies, is (\d+): .*$/, null, "ALT は $1 ですが、コピー数（CN）は $2 です。矛盾するため使用していません"],
  [/^the annotation is of another allele than the record's; not used.*$/, null, "注釈が別のアレルのものであるため、使用していません"],
  [/^the file has no small variant: .*$/, null, "構造バリアントだけのファイルです。構造バリアントのない遺伝子についても、バリアントがないとはみなしていません"],
  [/^(\d+) records, common ones among them, are too few for an exome: .*$/, null, "高頻度のものを含めて記録が $1 件しかないため、遺伝子パネルとみなしました。バリアントのない遺伝子についても、バリアントがないとはみなしていません"],
  [/^a male has one X, and this call is heterozygous: a mosaic, an error, or another person's(?: \((\d+) more like it\))?$/, null, "男性の X 染色体でヘテロ接合と判定されています。モザイク、判定の誤り、検体の取り違えの可能性があります"],
  [/^a female has two copies of X, and this call has one: .*$/, null, "女性の X 染色体が1コピーと判定されています（両方のコピーにあるとみなしました）。性別を確認してください"],
  [/^the last line has no line end; if the file was cut off, what followed is missing$/, null, "最後の行に改行がありません。ファイルが途中で切れている場合、それ以降のバリアントは含まれていません"],
  [
    /^vcf: (\d+) records lie beyond the end of their chromosome on (\S+), the first at (.+): the file is of another assembly.*$/,
    "$1 records lie beyond the end of their chromosome on $2 (the first: $3): the file is of another assembly. Check the choice at “Assembly”",
    "$2 の染色体の長さを超える位置の記録が $1 件あります（最初：$3）。参照ゲノムが異なるため使えません。「参照ゲノム」の選択を確認してください",
  ],
  [
    /^on chromosome (.+) nearly no record says what the patient has .*$/,
    null,
    "染色体 $1 では、患者の遺伝型が分かる記録がほとんどありません（判定なし、リードなし、フィルター不合格）。バリアントがないとはみなしていません",
  ],
  [/^(\d+) records are few for an exome: .*$/, null, "記録が $1 件しかありません。エクソームの稀なバリアントをすべて含む一覧とみなし、バリアントのない遺伝子は「なし」として扱います"],
  [/^say the part panel where only some genes were looked at$/, "if only some genes were looked at, tick “Gene panel”", "一部の遺伝子だけを調べた場合は「遺伝子パネル」にチェックしてください"],
  [/^vcf is damaged near byte .*$/, "the file is damaged: copy or download it again", "ファイルが壊れています。もう一度コピーまたはダウンロードしてください"],
  [/^no record of vcf lies on a chromosome of the primary assembly .*; the first lies on (.+)$/, null, "1〜22・X・Y・MT の染色体にある記録がありません（最初の記録の位置：$1）"],
  [/^(\d+) of the first (\d+) records of vcf cannot be read; the first: (.+)$/, null, "最初の $2 件の記録のうち $1 件を読み取れません。最初の理由（英語）：$3"],
  [/^the file has no record: it says nothing of any gene$/, null, "ファイルに記録がなく、どの遺伝子についても何も分かりません"],
  [/^check that it is the right file$/, null, "正しいファイルか確認してください"],
  [/^no population frequency is given: .*$/, null, "集団での頻度の注釈がありません。高頻度のバリアントと区別できないため、各バリアントの重みが小さくなり、誤検出が目立つことがあります"],
  [
    /^annotate it with gnomAD, and with ToMMo for patients in Japan \(shirube annotate\)$/,
    "a file annotated with gnomAD, and with ToMMo for patients in Japan, does better; this page cannot annotate it",
    "gnomAD（日本の患者では ToMMo も）の注釈付きのファイルが望まれます。このページでは注釈を付けられません",
  ],
  [/^the file is not annotated: genes and effects were told from transcripts; .*$/, null, "注釈のないファイルのため、遺伝子と影響は転写産物から推定しました。配列がないため、ミスセンスと同義変異を区別できず、影響不明とします"],
  [
    /^give --reference FASTA, or annotate it with VEP, SnpEff or bcftools csq$/,
    "a file annotated with VEP, SnpEff or bcftools csq does better; this page cannot annotate it",
    "VEP・SnpEff・bcftools csq の注釈付きのファイルが望まれます。このページでは注釈を付けられません",
  ],
  [/^the upload is larger than this service allows .*$/, "the file is larger than this service allows; ask whoever runs it", "ファイルがこのサービスの上限を超えています。サービスの管理者に問い合わせてください"],
  [/^is missing: the other parts describe a vcf part$/, "there is no VCF: a PED file, a sample or an assembly goes with one", "VCF がありません。PED・検体名・参照ゲノムは VCF とともに使います"],

  // Who asks.
  [/^this needs one of the roles (.+); you have no role here$/, null, "必要な役割：$1 のいずれか（あなたの役割：なし）"],
  [/^this needs one of the roles (.+); you have (.+)$/, null, "必要な役割：$1 のいずれか（あなたの役割：$2）"],
  [/^sign in, or send an API key or an access token$/, null, "サインインするか、API キーまたはアクセストークンを送ってください"],
  [/^the API key is not known here$/, null, "この API キーは登録されていません"],
  [/^the session has ended; sign in again$/, null, "セッションが終了しました。もう一度サインインしてください"],
  [/^the token has expired$/, null, "トークンの有効期限が切れています"],
  [/^more requests than allowed; try again in (\d+) s$/, null, "許可された回数を超えています。$1 秒後にお試しください"],
];

/** `FBN1 stop_gained and FBN2 missense_variant`, in words. @param {string} text */
function effects(text) {
  return text
    .split(" and ")
    .map((effect) => effect.replace(/\S+$/, (consequence) => code("consequence", consequence)))
    .join("、");
}

/** Who speaks of the assembly. @param {string} statement @param {Language} language */
function saidBy(statement, language) {
  if (statement !== "the part assembly") return language === "ja" ? `${statement} ` : statement;
  return language === "ja" ? "「参照ゲノム」の選択" : "the choice at “Assembly”";
}

/**
 * A complaint of the service in the page's words; null where the service's own are to be shown.
 * @param {string} message
 * @param {Language} language
 * @returns {string|null}
 */
export function complaintWords(message, language) {
  const unused = /^not used: (.+)$/s.exec(message)?.[1] ?? /^(.+); it was not used$/s.exec(message)?.[1];
  if (unused !== undefined) {
    const inner = complaintWords(unused, language);
    if (inner === null) return null;
    return language === "ja" ? `使用していません：${inner}` : `not used: ${inner}`;
  }
  for (const [pattern, en, ja] of COMPLAINTS) {
    const found = pattern.exec(message);
    if (!found) continue;
    const saying = language === "ja" ? ja : en;
    if (typeof saying === "function") return saying(found.slice(1));
    return saying?.replace(/\$(\d)/g, (_, place) => found[Number(place)] ?? "") ?? null;
  }
  return null;
}

/** Whether a text speaks of what only a command line has. @param {string} text */
export function speaksOfOptions(text) {
  return /(?:^|\s)--[a-z]|\bshirube [a-z]+\b/.test(text);
}
