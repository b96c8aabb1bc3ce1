// The shapes that pass between the modules, and those of the service's answers.

/**
 * @typedef {{id: string, name: string, name_ja: string|null}} Term
 * @typedef {"present"|"absent"} Presence
 *
 * @typedef {object} Feature A finding of the patient.
 * @property {string} id
 * @property {string} name
 * @property {string|null} name_ja
 * @property {boolean} excluded
 * @property {string} onset
 * @property {number} certainty
 * @property {Presence} [ehr] What the EHR's record says of it, where it was taken from there.
 *
 * @typedef {object} Case
 * @property {string} id
 * @property {string} age
 * @property {string} sex
 * @property {Feature[]} features
 * @property {string} variants One a line, as typed.
 *
 * @typedef {object} Files
 * @property {File|null} vcf
 * @property {File|null} ped
 * @property {string} sample
 * @property {string} assembly
 * @property {boolean} panel Whether only some genes were looked at.
 *
 * @typedef {{severity: string, place: string, message: string, suggestion?: string|null}} Issue
 *
 * @typedef {object} ReadCase What the service reads in a document.
 * @property {string} id
 * @property {string} sex
 * @property {string|null} age
 * @property {string|null} onset When the illness began.
 * @property {{place: string, term: Term, excluded: boolean, onset: string|null, certainty: number, implied: boolean}[]} features
 * @property {string[]} variants
 * @property {string[]} unused
 * @property {string[]} incomplete
 * @property {Issue[]} issues
 *
 * @typedef {{id: string, url: string|null}} Reference
 *
 * @typedef {object} Finding
 * @property {Term} term
 * @property {"observed"|"excluded"} status
 * @property {string} match_kind
 * @property {Term|null} matched
 * @property {number} likelihood_ratio
 * @property {string|null} frequency
 * @property {Reference[]} references
 * @property {boolean} borrowed
 *
 * @typedef {{criterion: string, state: string, strength: string|null, points: number, value: string, source: string}} Criterion
 * @typedef {{value: number, source: string}} Share
 *
 * @typedef {object} Allele
 * @property {string} place
 * @property {string|null} variant
 * @property {string|null} assembly
 * @property {string} gene
 * @property {string} consequence
 * @property {string|null} transcript
 * @property {string|null} hgvs_c
 * @property {string|null} hgvs_p
 * @property {{sample: string, relation: string, zygosity: string, depth: number|null}[]} genotypes
 * @property {string} origin
 * @property {Share|null} frequency
 * @property {Share|null} japanese_frequency
 * @property {{revel: number|null, alpha_missense: number|null, cadd: number|null, splice_ai: number|null}} scores
 * @property {{class: string|null, conflicting: boolean, stars: number}|null} clinvar
 * @property {string|null} stated_class
 * @property {string} acmg_class
 * @property {number} acmg_points
 * @property {Criterion[]} acmg
 * @property {string[]} not_assessed
 *
 * @typedef {{mode: string, genotype: string, likelihood_ratio: number, alleles: Allele[]}} Fit
 *
 * @typedef {object} Genotype
 * @property {string} status
 * @property {number} likelihood_ratio
 * @property {string|null} gene
 * @property {string[]} modes
 * @property {boolean} modes_stated
 * @property {Fit[]} fits
 *
 * @typedef {{group: string, item: number|string, name_ja: string, name_en: string|null, scope?: string, list_date: string, matched_by: string}} InsuredTest
 * @typedef {{number: number, name_ja: string, kana: string|null, match: string}} Designated
 *
 * @typedef {object} Candidate
 * @property {number} rank
 * @property {string} disease_id
 * @property {string[]} ids
 * @property {string} name
 * @property {string|null} name_ja
 * @property {number|null} designated_number
 * @property {Designated|null} [designated]
 * @property {InsuredTest|null} [insured_test]
 * @property {string[]} genes
 * @property {number} probability
 * @property {number} evidence_rank
 * @property {{logit: number, reference: number|null, moved_by: {group: string, part: number}[]}|null} model
 * @property {{description: number, sex: number}} prior
 * @property {Finding[]} findings
 * @property {Genotype|null} genotype
 *
 * @typedef {{disease_id: string, name: string, name_ja: string|null, probability_before: number, probability_after: number}} Shift
 *
 * @typedef {object} Question
 * @property {Term} term
 * @property {string} kind
 * @property {number} expected_gain
 * @property {number} probability_present
 * @property {Shift[]} if_present
 * @property {Shift[]} if_absent
 *
 * @typedef {object} VariantSummary
 * @property {{sample: string, relation: string, sex: string, affected: boolean|null}[]} members
 * @property {string} coverage
 * @property {number} records
 * @property {number} malformed
 * @property {number} alleles
 * @property {number} kept
 * @property {{reason: string, alleles: number}[]} left_out
 * @property {{gene_id: string, symbol: string, fit: Fit}[]} candidate_genes
 *
 * @typedef {object} Provenance
 * @property {string} engine
 * @property {string} data
 * @property {{name: string, version: string, sha256: string}|null} model
 * @property {{name: string, release: string, license: string, attribution: string}[]} sources
 * @property {string[]} missing_sources
 *
 * @typedef {object} RankResponse
 * @property {string} case_id
 * @property {Issue[]} issues
 * @property {{name: string, outcome: string, detail: string}[]} steps
 * @property {number} considered
 * @property {Candidate[]} candidates
 * @property {number} remainder
 * @property {number|null} none_of_these
 * @property {{rank: number, gene_id: string, symbol: string, disease_id: string, disease_rank: number}[]} genes
 * @property {VariantSummary|null} variants
 * @property {Question[]|null} [questions]
 * @property {Provenance} provenance
 *
 * @typedef {object} WhyResponse
 * @property {number} considered
 * @property {Candidate[]} asked
 * @property {Candidate|null} first
 * @property {{place: string, what: string, outcome: string}[]} trail
 * @property {Issue[]} issues
 *
 * @typedef {{kind: string, id: string, label: string, label_ja: string|null, matched: string, role: string, exact: boolean}} Hit
 *
 * @typedef {object} Mention
 * @property {number} start
 * @property {number} end
 * @property {string} text
 * @property {Term} term
 * @property {"observed"|"excluded"} status
 * @property {"patient"|"family"|"other"} experiencer
 * @property {boolean} uncertain
 * @property {number} confidence
 * @property {{start: number, end: number}|null} cue
 * @property {Term[]} alternatives
 */

export {};
