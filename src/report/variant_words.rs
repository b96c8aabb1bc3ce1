//! Words of variants in both languages; JSON keeps the field's own.

use super::style::{Language, Style};
use crate::domain::{AcmgClass, Consequence, LeftOut, Relation, Zygosity};

/// A consequence as a clinician says it; in English the Sequence Ontology's name.
pub(super) fn consequence(consequence: Consequence, style: Style) -> &'static str {
    if style.language == Language::English {
        return consequence.as_str();
    }
    match consequence {
        Consequence::TranscriptAblation => "転写産物全体の欠失",
        Consequence::TranscriptAmplification => "転写産物全体の重複",
        Consequence::SpliceAcceptor => "スプライスアクセプター変異",
        Consequence::SpliceDonor => "スプライスドナー変異",
        Consequence::StopGained => "ナンセンス変異",
        Consequence::Frameshift => "フレームシフト変異",
        Consequence::StopLost => "終止コドン消失",
        Consequence::StartLost => "開始コドン消失",
        Consequence::FeatureTruncation => "転写産物の一部欠失",
        Consequence::FeatureElongation => "転写産物の伸長",
        Consequence::InframeInsertion => "インフレーム挿入",
        Consequence::InframeDeletion => "インフレーム欠失",
        Consequence::Missense => "ミスセンス変異",
        Consequence::ProteinAltering => "アミノ酸配列の変化",
        Consequence::CodingSequence => "コード領域の変異（影響不明）",
        Consequence::SpliceRegion
        | Consequence::SpliceDonorFifthBase
        | Consequence::SpliceDonorRegion
        | Consequence::SplicePolypyrimidine => "スプライス領域の変異",
        Consequence::Synonymous | Consequence::StartRetained | Consequence::StopRetained => "同義変異",
        Consequence::FivePrimeUtr => "5′非翻訳領域の変異",
        Consequence::ThreePrimeUtr => "3′非翻訳領域の変異",
        Consequence::Intron => "イントロンの変異",
        other => other.as_str(),
    }
}

/// An ACMG class.
pub(super) fn class(class: AcmgClass, style: Style) -> &'static str {
    match class {
        AcmgClass::Benign => style.say("benign", "良性"),
        AcmgClass::LikelyBenign => style.say("likely benign", "おそらく良性"),
        AcmgClass::UncertainSignificance => style.say("uncertain significance", "意義不明"),
        AcmgClass::LikelyPathogenic => style.say("likely pathogenic", "おそらく病的"),
        AcmgClass::Pathogenic => style.say("pathogenic", "病的"),
    }
}

/// A relative.
pub(super) fn relation(relation: Relation, style: Style) -> &'static str {
    match relation {
        Relation::Proband => style.say("proband", "発端者"),
        Relation::Father => style.say("father", "父"),
        Relation::Mother => style.say("mother", "母"),
        Relation::Sibling => style.say("sibling", "同胞"),
        Relation::Other => style.say("relative", "血縁者"),
    }
}

/// A genotype.
pub(super) fn zygosity(zygosity: Zygosity, style: Style) -> &'static str {
    match zygosity {
        Zygosity::Absent => style.say("absent", "なし"),
        Zygosity::Heterozygous => style.say("heterozygous", "ヘテロ接合"),
        Zygosity::Homozygous => style.say("homozygous", "ホモ接合"),
        Zygosity::Hemizygous => style.say("hemizygous", "ヘミ接合"),
        Zygosity::Unknown => style.say("unknown", "不明"),
    }
}

/// Why an allele was left out.
pub(super) fn left_out(reason: LeftOut, style: Style) -> &'static str {
    match reason {
        LeftOut::NotCarried => style.say("not carried", "保有せず"),
        LeftOut::NotCalled => style.say("not called", "判定なし"),
        LeftOut::Filtered => style.say("filtered", "フィルター不合格"),
        LeftOut::Common => style.say("common", "高頻度"),
        LeftOut::NoGene => style.say("in no gene", "遺伝子外"),
        LeftOut::NoEffect => style.say("without effect", "影響なし"),
        LeftOut::NotAnAllele => style.say("no allele of their own", "独自のアレルでない"),
        LeftOut::Duplicate => style.say("listed twice", "重複"),
        LeftOut::OtherContig => style.say("on another contig", "対象外の配列"),
    }
}
