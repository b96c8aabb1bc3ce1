//! Making the index.

use std::collections::BTreeSet;
use std::path::Path;

use tantivy::{Index, TantivyDocument};

use super::grams::{grams, prefixes, words};
use super::index::{Fields, SearchError, SearchIndex, schema, seal};
use super::normalize::{is_japanese, normalize};
use super::texts::{Address, Kind, Role, disease_texts, gene_texts, term_texts, usage_rank};
use crate::knowledge::acquire::Progress;
use crate::knowledge::{Aspect, KnowledgeBase};

/// Working memory of the index writer in bytes; enough for one segment.
const WRITER_MEMORY: usize = 200 << 20;

/// Builds the index of a knowledge base in a new folder, or in memory where `path` is `None`.
///
/// # Errors
/// [`SearchError`] where the folder cannot be written.
pub fn build(kb: &KnowledgeBase, path: Option<&Path>, progress: &dyn Progress) -> Result<SearchIndex, SearchError> {
    let shown = path.unwrap_or(Path::new("(memory)"));
    let failed = |source| SearchError::Index { path: shown.to_owned(), source: Box::new(source) };
    let (schema, fields) = schema();
    let index = match path {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|source| SearchError::Io { path: folder.to_owned(), source })?;
            Index::create_in_dir(folder, schema).map_err(failed)?
        }
        None => Index::create_in_ram(schema),
    };
    let documents = documents(kb, fields);
    progress.begin("indexing for search", Some(documents.len() as u64));
    // One thread, one segment: the index is the same on every machine.
    let mut writer = index.writer_with_num_threads(1, WRITER_MEMORY).map_err(failed)?;
    for document in documents {
        writer.add_document(document).map_err(failed)?;
        progress.advance(1);
    }
    writer.commit().map_err(failed)?;
    writer.wait_merging_threads().map_err(failed)?;
    progress.finish("search index ready");
    match path {
        Some(folder) => {
            seal(folder)?;
            SearchIndex::open(folder)
        }
        None => SearchIndex::over(&index, shown),
    }
}

fn documents(kb: &KnowledgeBase, fields: Fields) -> Vec<TantivyDocument> {
    let mut annotated = vec![0_usize; kb.ontology().len()];
    let mut documents = Vec::new();
    for disease in kb.diseases() {
        for term in disease.terms_of(Aspect::Phenotype) {
            annotated[term.at()] += 1;
        }
        let usage = usage_rank(disease.annotations().count());
        add_entry(&mut documents, fields, Kind::Disease, disease.index().0, usage, disease_texts(disease));
    }
    for term in kb.ontology().terms() {
        add_entry(
            &mut documents,
            fields,
            Kind::Term,
            term.0,
            usage_rank(annotated[term.at()]),
            term_texts(kb.term(term)),
        );
    }
    for gene in kb.genes() {
        add_entry(
            &mut documents,
            fields,
            Kind::Gene,
            gene.index().0,
            usage_rank(gene.diseases().count()),
            gene_texts(gene),
        );
    }
    documents
}

fn add_entry(
    documents: &mut Vec<TantivyDocument>,
    fields: Fields,
    kind: Kind,
    entry: u32,
    usage: u16,
    texts: Vec<(Role, &str)>,
) {
    for (ordinal, (role, text)) in (0_u16..).zip(texts) {
        let mut document = TantivyDocument::new();
        document.add_u64(fields.key, Address { kind, entry, ordinal }.pack(usage));
        document.add_u64(fields.kind, kind as u64);
        if role == Role::Description {
            add_description(&mut document, fields, text);
        } else {
            add_name(&mut document, fields, text);
        }
        documents.push(document);
    }
}

fn add_name(document: &mut TantivyDocument, fields: Fields, text: &str) {
    let normalized = normalize(text);
    document.add_text(fields.exact, &normalized);
    let mut heads = BTreeSet::new();
    for word in words(&normalized) {
        document.add_text(fields.word, word);
        heads.extend(prefixes(word));
    }
    for prefix in heads {
        document.add_text(fields.prefix, prefix);
    }
    if is_japanese(&normalized) {
        for length in 1..=3 {
            for gram in grams(&normalized, length) {
                document.add_text(fields.kana, gram);
            }
        }
    } else {
        for gram in grams(&normalized, 3) {
            document.add_text(fields.trigram, gram);
        }
    }
}

fn add_description(document: &mut TantivyDocument, fields: Fields, text: &str) {
    let normalized = normalize(text);
    let terms: BTreeSet<String> = if is_japanese(&normalized) {
        grams(&normalized, 3).into_iter().collect()
    } else {
        words(&normalized).map(str::to_owned).collect()
    };
    for term in terms {
        document.add_text(fields.body, term);
    }
}
