//! The constants of the phenotype score.

/// Constants of the phenotype score, chosen on a tuning half of the development cases (split by gene; see
/// `docs/ranking.md`) and never on the half that is reported.
///
/// With `F(t, D)` the probability that a patient with disease `D` shows `t` or something below it, and `B(t)` its
/// mean over all diseases, an observed term `q` contributes
///
/// `w(q) · ln(1 + max(F(q, D)/B(q), imprecision · max over ancestors m of F(m, D)/B(m))) − breadth_penalty · ln(1 + S(D))`
///
/// where only ancestors with `B(m) <= ancestor_background` count, `S(D)` is the number of findings expected in a
/// patient with `D` (the sum of direct frequencies), and `w(q)` discounts terms that say the same as other terms of
/// the query. The `1 +` is the chance that the finding has nothing to do with the disease: it bounds what an
/// unexplained finding can cost.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// Frequency read for an annotation that states none.
    pub unknown_frequency: f32,
    /// Mean of the prior on counted frequencies.
    pub count_prior_mean: f32,
    /// Weight of that prior, in patients. 1/1 is weak evidence; 40/40 is not.
    pub count_prior_weight: f32,
    /// Point values of HPO's categories obligate, very frequent, frequent, occasional, very rare.
    pub category: [f32; 5],
    /// Smallest background probability.
    pub background_floor: f32,
    /// Weight of a match through a common ancestor only.
    pub imprecision: f32,
    /// Ancestors that are more common than this in diseases at large connect nothing.
    pub ancestor_background: f32,
    /// How strongly terms that share information with others of the query are discounted.
    pub redundancy: f32,
    /// Log-prior per unit of `ln(1 + S(D))`.
    pub breadth_bonus: f32,
    /// Loss per observed term and unit of `ln(1 + S(D))`: broadly described diseases match something anyway.
    pub breadth_penalty: f32,
    /// Share borrowed from diseases of the same gene, at no annotations.
    pub gene_share: f32,
    /// Number of annotations at which the gene share has halved.
    pub gene_half: f32,
    /// Share borrowed from diseases of the same family (phenotypic series), at no annotations.
    pub family_share: f32,
    /// Number of annotations at which the family share has halved.
    pub family_half: f32,
    /// A neighbor counts with its number of annotations, up to this many.
    pub neighbor_cap: f32,
    /// A smoothed probability below this share of the background is left out of the tables.
    pub least_share: f32,
    /// Weight of excluded findings.
    pub exclusion_weight: f32,
    /// An excluded finding counts only against diseases that show it in at least this share …
    pub exclusion_frequency: f32,
    /// … of at least so many examined patients.
    pub exclusion_examined: u32,
    /// Log-loss of a disease that is X-linked recessive only, in a female patient.
    pub x_linked_female: f32,
    /// Divisor of the summed evidence before the softmax: terms are not independent, and the raw posterior
    /// would claim far more certainty than the ranks bear out.
    pub temperature: f32,
}

impl Default for Parameters {
    fn default() -> Self {
        Self {
            unknown_frequency: 0.45,
            count_prior_mean: 0.3,
            count_prior_weight: 5.0,
            category: [1.0, 0.9, 0.5, 0.1, 0.025],
            background_floor: 1e-4,
            imprecision: 0.08,
            ancestor_background: 0.05,
            redundancy: 0.2,
            breadth_bonus: 0.3,
            breadth_penalty: 0.15,
            gene_share: 0.4,
            gene_half: 15.0,
            family_share: 0.9,
            family_half: 1.5,
            neighbor_cap: 5.0,
            least_share: 0.2,
            exclusion_weight: 0.1,
            exclusion_frequency: 0.9,
            exclusion_examined: 5,
            x_linked_female: 1.0,
            temperature: 1.6,
        }
    }
}
