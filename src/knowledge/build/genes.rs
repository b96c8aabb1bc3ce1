//! Genes and their links to diseases.

use std::collections::{BTreeSet, HashMap};

use super::super::record::{GeneLinkRecord, GeneRecord};
use super::super::sources::clingen;
use super::super::sources::genes_to_phenotype;
use super::super::sources::{gnomad, hgnc};
use super::BuildError;
use super::diseases::Diseases;
use super::inputs::Inputs;
use super::report::BuildReport;
use crate::domain::GeneId;

/// ClinGen's classifications that support a link; disputed and refuted ones must not create one.
const SUPPORTING: &[&str] = &["Definitive", "Strong", "Moderate", "Limited"];

pub(super) fn build(
    inputs: &Inputs,
    diseases: &mut Diseases,
    report: &mut BuildReport,
) -> Result<Vec<GeneRecord>, BuildError> {
    let mut approved = inputs.require("hgnc", report, hgnc::parse)?;
    approved.sort_by_key(|gene| gene.id);
    let mut genes: Vec<GeneRecord> = approved
        .into_iter()
        .map(|gene| GeneRecord {
            hgnc: gene.id.number(),
            symbol: gene.symbol,
            name: gene.name,
            location: gene.location,
            aliases: gene.aliases,
            previous: gene.previous,
            entrez: gene.entrez,
            ensembl: gene.ensembl,
            omim: gene.omim,
            mane_select: gene.mane_select,
            ..GeneRecord::default()
        })
        .collect();
    constraint(inputs, &mut genes, report)?;
    let links = links(inputs, &genes, diseases, report)?;
    for &(disease, gene) in &links {
        diseases.records[disease].genes.push(GeneLinkRecord {
            gene: gene as u32,
            validity: None,
            mode_of_inheritance: None,
            report: None,
        });
    }
    validity(inputs, &genes, diseases, report)?;
    let mut linked = 0;
    for (position, disease) in diseases.records.iter().enumerate() {
        for link in &disease.genes {
            genes[link.gene as usize].diseases.push(position as u32);
            linked += 1;
        }
    }
    report.count("genes", genes.len());
    report.count("genes with a disease", genes.iter().filter(|gene| !gene.diseases.is_empty()).count());
    report.count("gene-disease links", linked);
    Ok(genes)
}

fn constraint(inputs: &Inputs, genes: &mut [GeneRecord], report: &mut BuildReport) -> Result<(), BuildError> {
    let by_ensembl: HashMap<String, usize> = genes
        .iter()
        .enumerate()
        .filter(|(_, gene)| !gene.ensembl.is_empty())
        .map(|(at, gene)| (gene.ensembl.clone(), at))
        .collect();
    for row in inputs.parse("gnomad-constraint", report, gnomad::parse)?.unwrap_or_default() {
        if let Some(&at) = by_ensembl.get(&row.ensembl) {
            let gene = &mut genes[at];
            (gene.oe_lof, gene.oe_mis, gene.pli) = (row.oe_lof, row.oe_mis, row.pli);
        }
    }
    Ok(())
}

/// (disease, gene) positions in ascending order; a gene without HGNC entry is counted and named.
fn links(
    inputs: &Inputs,
    genes: &[GeneRecord],
    diseases: &Diseases,
    report: &mut BuildReport,
) -> Result<BTreeSet<(usize, usize)>, BuildError> {
    let by_entrez: HashMap<u32, usize> =
        genes.iter().enumerate().filter_map(|(at, gene)| Some((gene.entrez?, at))).collect();
    let by_symbol: HashMap<&str, usize> =
        genes.iter().enumerate().map(|(at, gene)| (gene.symbol.as_str(), at)).collect();
    let mut links = BTreeSet::new();
    for link in inputs.require("genes-to-phenotype", report, genes_to_phenotype::parse)? {
        let gene = by_entrez.get(&link.entrez).or_else(|| by_symbol.get(link.symbol.as_str()));
        match (diseases.position.get(&link.disease), gene) {
            (Some(&disease), Some(&gene)) => {
                links.insert((disease, gene));
            }
            (_, None) => report.drop_rows("genes-to-phenotype", "gene is not an approved HGNC gene", 1, &link.symbol),
            (None, _) => {
                report.drop_rows("genes-to-phenotype", "disease is not annotated", 1, &link.disease.to_string());
            }
        }
    }
    Ok(links)
}

fn validity(
    inputs: &Inputs,
    genes: &[GeneRecord],
    diseases: &mut Diseases,
    report: &mut BuildReport,
) -> Result<(), BuildError> {
    let by_id: HashMap<GeneId, usize> =
        genes.iter().enumerate().map(|(at, gene)| (GeneId::from_number(gene.hgnc), at)).collect();
    for row in inputs.parse("clingen", report, clingen::parse)?.unwrap_or_default() {
        let (Some(&disease), Some(&gene)) = (diseases.position.get(&row.disease), by_id.get(&row.gene)) else {
            report.drop_rows("clingen", "disease or gene not in the knowledge base", 1, &row.disease.to_string());
            continue;
        };
        let links = &mut diseases.records[disease].genes;
        let position = match links.iter().position(|link| link.gene as usize == gene) {
            Some(position) => position,
            None if SUPPORTING.contains(&row.classification.as_str()) => {
                links.push(GeneLinkRecord {
                    gene: gene as u32,
                    validity: None,
                    mode_of_inheritance: None,
                    report: None,
                });
                links.len() - 1
            }
            None => continue,
        };
        let link = &mut links[position];
        link.validity = Some(row.classification);
        link.mode_of_inheritance = Some(row.mode_of_inheritance);
        link.report = Some(row.report);
    }
    Ok(())
}
