//! Words of the field in both languages.

use crate::domain::{
    AcmgCriterion, AcmgState, Coverage, FeatureStatus, Finding, MatchKind, ModeOfInheritance, Severity, Sex, Strength,
};
use crate::report::style::{Language, Style};
use crate::scoring::genotype::Origin;

/// Log-ratios nearer to 0 than this (a ratio of 0.95 to 1.05) are said to be neutral.
const NEUTRAL: f32 = 0.05;

/// Which way a finding speaks, as a sign and a word: never by color alone.
pub(super) fn direction(finding: &Finding, style: Style) -> (&'static str, &'static str) {
    let ln = finding.ratio.ln();
    let matched = finding.kind != MatchKind::Unmatched;
    match finding.kind {
        MatchKind::Related if ln > NEUTRAL => ("≈", style.say("weak support", "弱い支持")),
        _ if ln > NEUTRAL && matched => ("+", style.say("supports", "支持")),
        _ if ln < -NEUTRAL => ("−", style.say("against", "否定的")),
        _ => ("○", style.say("neutral", "中立")),
    }
}

/// How the patient's term relates to the disease's.
pub(super) fn match_kind(kind: MatchKind, style: Style) -> &'static str {
    match kind {
        MatchKind::Exact => style.say("exact match", "完全一致"),
        MatchKind::QueryMoreSpecific => style.say("patient's term is more specific", "患者の所見の方が具体的"),
        MatchKind::QueryMoreGeneral => style.say("patient's term is more general", "患者の所見の方が一般的"),
        MatchKind::Related => style.say("related only", "関連のみ"),
        MatchKind::Unmatched => style.say("not described in this disease", "この疾患では記載なし"),
        MatchKind::Contradicted => style.say("contradicted", "矛盾"),
        MatchKind::AbsentInBoth => style.say("absent in both", "患者・疾患ともになし"),
    }
}

/// Whether the patient has it.
pub(super) fn status(status: FeatureStatus, style: Style) -> &'static str {
    match status {
        FeatureStatus::Observed => style.say("observed", "あり"),
        FeatureStatus::Excluded => style.say("excluded", "なし（除外）"),
    }
}

/// Sex.
pub(super) fn sex(sex: Sex, style: Style) -> &'static str {
    match sex {
        Sex::Female => style.say("female", "女性"),
        Sex::Male => style.say("male", "男性"),
        Sex::Unknown => style.say("not given", "記載なし"),
    }
}

/// How much an issue matters.
pub(super) fn severity(severity: Severity, style: Style) -> &'static str {
    match severity {
        Severity::Note => style.say("Note", "情報"),
        Severity::Warning => style.say("Warning", "警告"),
        Severity::Error => style.say("Error", "エラー"),
    }
}

/// How far what is not listed may be taken for absent.
pub(super) fn coverage(coverage: Coverage, style: Style) -> &'static str {
    match coverage {
        Coverage::Genomewide => style.say(
            "all variants of an exome or genome; which genes were covered is not known",
            "エクソームまたはゲノムの全バリアント（各遺伝子の被覆度は不明）",
        ),
        Coverage::Selected => style.say(
            "a list of chosen variants; other genes were not said to be without any",
            "選ばれたバリアントの一覧（他の遺伝子にバリアントがないとは限らない）",
        ),
    }
}

/// Mode of inheritance.
pub(super) fn mode(mode: ModeOfInheritance, style: Style) -> &'static str {
    match mode {
        ModeOfInheritance::AutosomalDominant => style.say("autosomal dominant", "常染色体顕性（優性）"),
        ModeOfInheritance::AutosomalRecessive => style.say("autosomal recessive", "常染色体潜性（劣性）"),
        ModeOfInheritance::XLinkedDominant => style.say("X-linked dominant", "X連鎖性顕性（優性）"),
        ModeOfInheritance::XLinkedRecessive => style.say("X-linked recessive", "X連鎖性潜性（劣性）"),
        ModeOfInheritance::XLinked => style.say("X-linked", "X連鎖性"),
        ModeOfInheritance::YLinked => style.say("Y-linked", "Y連鎖性"),
        ModeOfInheritance::Mitochondrial => style.say("mitochondrial", "ミトコンドリア遺伝"),
    }
}

/// Whom an allele came from; nothing where that is not known.
pub(super) fn origin(origin: Origin, style: Style) -> Option<&'static str> {
    match origin {
        Origin::DeNovo => Some(style.say("de novo", "新生（de novo）")),
        Origin::Father => Some(style.say("from the father", "父由来")),
        Origin::Mother => Some(style.say("from the mother", "母由来")),
        Origin::Both => Some(style.say("carried by both parents", "両親が保有")),
        Origin::Unknown => None,
    }
}

/// How strongly a criterion counts.
pub(super) fn strength(strength: Strength, style: Style) -> &'static str {
    match strength {
        Strength::Supporting => style.say("supporting", "支持的"),
        Strength::Moderate => style.say("moderate", "中等度"),
        Strength::Strong => style.say("strong", "強い"),
        Strength::VeryStrong => style.say("very strong", "非常に強い"),
        Strength::StandAlone => style.say("stand-alone", "単独で決定"),
    }
}

/// What became of a criterion.
pub(super) fn state(state: AcmgState, style: Style) -> &'static str {
    match state {
        AcmgState::Met(found) => strength(found, style),
        AcmgState::NotMet => style.say("not met", "該当せず"),
        AcmgState::NotAssessed => style.say("not assessed", "未評価"),
    }
}

/// What a criterion says.
pub(super) fn criterion(criterion: AcmgCriterion, style: Style) -> &'static str {
    if style.language == Language::English {
        return criterion.meaning();
    }
    match criterion {
        AcmgCriterion::PVS1 => "機能喪失が疾患原因となる遺伝子の機能喪失バリアント",
        AcmgCriterion::PS1 => "確立した病的バリアントと同じアミノ酸変化",
        AcmgCriterion::PS2 => "新生（両親の確認あり）",
        AcmgCriterion::PS3 => "機能解析で障害性あり",
        AcmgCriterion::PS4 => "患者での頻度が対照よりはるかに高い",
        AcmgCriterion::PM1 => "変異ホットスポットまたは重要ドメイン内",
        AcmgCriterion::PM2 => "集団データベースにない、または極めてまれ",
        AcmgCriterion::PM3 => "潜性疾患で病的バリアントとトランス",
        AcmgCriterion::PM4 => "インフレーム変異または終止コドン消失によるタンパク質長の変化",
        AcmgCriterion::PM5 => "病的変化が知られるアミノ酸の別の変化",
        AcmgCriterion::PM6 => "新生と推定（両親の確認なし）",
        AcmgCriterion::PP1 => "家系内で疾患と共分離",
        AcmgCriterion::PP2 => "ミスセンスが良性であることがまれで疾患原因となりやすい遺伝子のミスセンス",
        AcmgCriterion::PP3 => "計算スコアが障害性を予測",
        AcmgCriterion::PP4 => "患者の表現型が遺伝子に極めて特異的",
        AcmgCriterion::PP5 => "信頼できる情報源が病的とする（現在は非推奨）",
        AcmgCriterion::BA1 => "希少疾患の原因としては頻度が高すぎる",
        AcmgCriterion::BS1 => "疾患から期待される頻度より高い",
        AcmgCriterion::BS2 => "完全浸透の疾患で健康な成人にみられる",
        AcmgCriterion::BS3 => "機能解析で障害性なし",
        AcmgCriterion::BS4 => "疾患と共分離しない",
        AcmgCriterion::BP1 => "短縮型変異のみが原因となる遺伝子のミスセンス",
        AcmgCriterion::BP2 => "病的バリアントとシス、または顕性疾患でトランス",
        AcmgCriterion::BP3 => "機能不明の反復配列内のインフレーム変化",
        AcmgCriterion::BP4 => "計算スコアが影響なしを予測",
        AcmgCriterion::BP5 => "別の疾患原因が判明",
        AcmgCriterion::BP6 => "信頼できる情報源が良性とする（現在は非推奨）",
        AcmgCriterion::BP7 => "スプライシングへの影響が予測されない同義変異または深部イントロン変異",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::LogLikelihoodRatio;

    fn styles() -> [Style; 2] {
        [Language::English, Language::Japanese].map(|language| Style { color: false, language })
    }

    #[test]
    fn every_word_exists_in_both_languages() {
        let [english, japanese] = styles();
        let mut pairs: Vec<(&str, &str)> = Vec::new();
        pairs.extend(AcmgCriterion::ALL.iter().map(|&item| (criterion(item, english), criterion(item, japanese))));
        for item in [
            MatchKind::Exact,
            MatchKind::QueryMoreSpecific,
            MatchKind::QueryMoreGeneral,
            MatchKind::Related,
            MatchKind::Unmatched,
            MatchKind::Contradicted,
            MatchKind::AbsentInBoth,
        ] {
            pairs.push((match_kind(item, english), match_kind(item, japanese)));
        }
        for item in [Origin::DeNovo, Origin::Father, Origin::Mother, Origin::Both] {
            pairs.push((origin(item, english).unwrap(), origin(item, japanese).unwrap()));
        }
        for item in [Severity::Note, Severity::Warning, Severity::Error] {
            pairs.push((severity(item, english), severity(item, japanese)));
        }
        for (english, japanese) in pairs {
            assert!(!english.is_empty() && english.is_ascii(), "{english}");
            assert!(japanese.chars().any(|c| c as u32 > 0x3000), "{english}: {japanese}");
        }
    }

    #[test]
    fn a_direction_has_a_sign_and_a_word() {
        let [english, _] = styles();
        let finding = |kind, ln| Finding {
            query: "HP:0001250".parse().unwrap(),
            status: FeatureStatus::Observed,
            matched: None,
            kind,
            ratio: LogLikelihoodRatio::from_ln(ln),
            frequency: None,
            references: Vec::new(),
            borrowed: false,
        };
        for (kind, ln, sign) in [
            (MatchKind::Exact, 2.0, "+"),
            (MatchKind::Related, 0.5, "≈"),
            (MatchKind::Unmatched, 0.5, "○"),
            (MatchKind::Unmatched, -0.5, "−"),
            (MatchKind::Contradicted, -2.0, "−"),
            (MatchKind::AbsentInBoth, 0.0, "○"),
        ] {
            assert_eq!(direction(&finding(kind, ln), english).0, sign, "{kind:?} {ln}");
        }
    }
}
