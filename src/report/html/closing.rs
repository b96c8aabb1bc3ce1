//! How to read the report, its limits, and what it was made with.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::Page;
use super::digest::DIGEST_FORM;

/// A term and its meaning, each in English and Japanese.
type Explained = [(&'static str, &'static str); 2];

const READING: &[Explained] = &[
    [
        ("Probability", "確率"),
        (
            "Probability that this is the diagnosis, given the findings, calibrated on published cases for the learned model; \
             without the model, given that the diagnosis is in the knowledge base. How common a disease is counts only where a \
             pretest probability was given. Right on average over many patients, not a statement about this one.",
            "学習モデルにより公表症例で較正した確率（モデルを使わない場合は、診断が知識ベースに含まれるという条件での確率）。疾患の頻度は、\
             事前確率を指定した場合に限り考慮されます。多数の患者での平均として正しい値であり、この患者についての断定ではありません。",
        ),
    ],
    [
        ("Likelihood ratio", "尤度比"),
        (
            "How much likelier the finding is with the disease than in general. Above 1 it speaks for the disease, below 1 \
             against it.",
            "所見がその疾患でみられる可能性が、一般と比べて何倍かを示します。1より大きければ支持、1より小さければ否定的です。",
        ),
    ],
    [
        ("+ − ≈ ○", "+ − ≈ ○"),
        (
            "Supports; against; weak support by a common ancestor only (the disease's own finding may even be the opposite); \
             neutral.",
            "＋は支持、−は否定的、≈は共通の上位概念のみによる弱い支持（疾患側の所見が正反対のこともあります）、○は中立です。",
        ),
    ],
    [
        ("Frequency", "頻度"),
        (
            "How often patients with the disease have the finding, as curated: patients with it of patients examined, a \
             percentage, or a class. Not known is not zero.",
            "その疾患の患者で所見がみられる割合（文献に基づく注釈）。所見あり／調べた患者数、百分率、または区分で示します。不明はゼロを意味しません。",
        ),
    ],
    [
        ("None of the diseases compared closely", "詳しく比較した疾患のいずれでもない"),
        (
            "The share of the probability kept for diseases that the knowledge base does not have or that stand far down.",
            "知識ベースにない疾患、または下位の疾患のために残した確率です。",
        ),
    ],
    [
        ("Place by likelihood ratios alone", "尤度比のみの順位"),
        (
            "Where the disease stood before the learned model ordered the candidates.",
            "学習モデルが並べ替える前の順位です。",
        ),
    ],
    [
        ("ACMG/AMP points", "ACMG/AMP点数"),
        (
            "Supporting 1, moderate 2, strong 4, very strong 8, negative for benign; pathogenic from 10, likely pathogenic \
             from 6, uncertain from 0, likely benign from −6 (doi 10.1002/humu.24088). A criterion that was not assessed \
             counts neither way.",
            "支持的1、中等度2、強い4、非常に強い8（良性側は負）。10点以上で病的、6点以上でおそらく病的、0点以上で意義不明、−6点以上でおそらく良性\
             （doi 10.1002/humu.24088）。未評価の基準はどちらにも数えません。",
        ),
    ],
];

const LIMITS: &[(&str, &str)] = &[
    (
        "Only diseases whose findings are annotated in the knowledge base can be found. A disease that is not listed is not \
         excluded.",
        "知識ベースに所見の注釈がある疾患だけが候補になります。表示されない疾患が否定されたわけではありません。",
    ),
    (
        "Annotations are of uneven depth, mostly from patients of European descent, and contain errors; so do official names.",
        "注釈の詳しさには疾患により差があり、主にヨーロッパ系の患者に基づき、誤りを含むことがあります。公式の名称にも誤りがあり得ます。",
    ),
    (
        "A result is as good as the findings given: vague, wrong or missing findings change it.",
        "結果は入力された所見に左右されます。あいまいな所見、誤り、欠落があれば変わります。",
    ),
    (
        "ACMG/AMP criteria that need literature or a laboratory are not assessed. The class shown does not replace a \
         laboratory's classification.",
        "文献や実験を要するACMG/AMP基準は評価していません。表示した分類は検査機関による分類に代わるものではありません。",
    ),
    (
        "Where no number of a designated intractable disease of Japan and no insured test is shown, none is ruled out: the \
         links of the knowledge base are incomplete, and the list of insured tests is that of September 2019.",
        "指定難病の番号や保険収載の検査が表示されていなくても、対象外とは限りません。知識ベースの対応付けは不完全で、検査の一覧は2019年9月\
         時点のものです。",
    ),
    (
        "Genes without a listed variant were not shown to be without any: which parts were covered is not known.",
        "バリアントの表示がない遺伝子にバリアントがないとは限りません。どの領域が読まれたかは不明です。",
    ),
];

impl Page<'_> {
    pub(super) fn how_to_read(self) -> Markup {
        html! {
            section {
                h2 { (self.say("How to read this", "読み方")) }
                dl.explained {
                    @for [(word, word_ja), (meaning, meaning_ja)] in READING {
                        dt { (self.say(word, word_ja)) }
                        dd { (self.say(meaning, meaning_ja)) }
                    }
                }
            }
        }
    }

    pub(super) fn limits(self) -> Markup {
        html! {
            section {
                h2 { (self.say("Limits", "限界")) }
                ul { @for (english, japanese) in LIMITS { li { (self.say(english, japanese)) } } }
            }
        }
    }

    pub(super) fn provenance(self) -> Markup {
        let kb = self.kb();
        let unknown = self.say("not given", "記載なし");
        html! {
            section {
                h2 { (self.say("Made with", "作成に用いたもの")) }
                dl.facts {
                    dt { (self.say("Engine", "エンジン")) } dd { "shirube " (env!("CARGO_PKG_VERSION")) }
                    dt { (self.say("HPO release", "HPOリリース")) } dd { (kb.hpo_release()) }
                    dt { (self.say("Knowledge base", "知識ベース")) }
                    dd {
                        (self.context.knowledge_base.unwrap_or(unknown))
                        (self.say(", built by shirube ", "、作成：shirube ")) (kb.built_by())
                    }
                    dt { (self.say("Learned model", "学習モデル")) }
                    dd { (self.model()) }
                    dt { (self.say("Result digest", "結果ダイジェスト")) }
                    dd.digest { (self.digest) }
                }
                p.small { (self.digest_words()) }
                (self.sources())
            }
        }
    }

    fn model(self) -> Markup {
        html! {
            @match self.engine.reranker() {
                Some(reranker) => {
                    (reranker.card().name) " " (reranker.card().version) (self.say(", used; SHA-256 ", "、使用。SHA-256 "))
                    span.digest { (reranker.card().onnx_sha256()) }
                },
                None => (self.say("not used; ranked by likelihood ratios alone", "不使用。尤度比のみによる順位です")),
            }
        }
    }

    fn digest_words(self) -> Markup {
        html! {
            (self.say(
                "The result digest is a SHA-256 over the inputs and the result (order, probabilities, findings, references, \
                 variants, releases) in the form ",
                "結果ダイジェストは、入力と結果（順位、確率、所見、文献、バリアント、リリース）のSHA-256です。形式：",
            ))
            (DIGEST_FORM)
            (self.say(
                ". Who repeats the ranking with the same inputs, options, engine, model and knowledge base gets the same \
                 digest. Date, author, language and file names do not enter it.",
                "。同じ入力・オプション・エンジン・モデル・知識ベースで再実行すれば同じ値になります。日付、作成者、言語、ファイル名は含みません。",
            ))
        }
    }

    fn sources(self) -> Markup {
        // Each text that a licence asks to be shown, once.
        let attributions: BTreeSet<&str> =
            self.kb().sources().filter(|source| source.present).map(|source| source.attribution).collect();
        html! {
            table.sources {
                caption { (self.say("Sources of the knowledge base", "知識ベースの情報源")) }
                thead { tr {
                    th scope="col" { (self.say("Source", "情報源")) }
                    th scope="col" { (self.say("Release", "リリース")) }
                    th scope="col" { (self.say("Licence", "ライセンス")) }
                    th scope="col" { "SHA-256" }
                } }
                tbody {
                    @for source in self.kb().sources().filter(|source| source.present) {
                        tr {
                            th scope="row" { (self.english(source.title)) }
                            td { (self.english(source.release)) }
                            td { (self.english(source.license)) }
                            td.digest {
                                // Tables that are compiled into the program have no file.
                                @match source.sha256.get(..12) { Some(first) => { (first) "…" }, None => "–" }
                            }
                        }
                    }
                }
            }
            p.small lang=[self.japanese().then_some("en")] {
                @for text in attributions.into_iter().filter(|text| !text.is_empty()) { (text) ". " }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_explanation_exists_in_both_languages() {
        let japanese = |text: &str| text.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c));
        for [(word, word_ja), (meaning, meaning_ja)] in READING {
            assert!(!word.is_empty() && !word_ja.is_empty());
            assert!(!japanese(meaning) && japanese(meaning_ja), "{word}");
        }
        for (english, other) in LIMITS {
            assert!(!english.is_empty() && !japanese(english) && japanese(other), "{english}");
        }
    }
}
