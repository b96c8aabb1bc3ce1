//! What handlers share.

use std::sync::{Arc, OnceLock};

use tokio::sync::Semaphore;

use super::access::Auditor;
use super::cds::FeedbackLog;
use super::problem::Problem;
use super::server::PageSettings;
use crate::access::{Access, ReplayGuard};
use crate::config::CdsSettings;
use crate::diagnosis::Engine;
use crate::search::{Recognizer, SearchIndex};

/// Engine, index, and how much work may run at a time; cheap to clone.
#[derive(Clone)]
pub(super) struct AppState {
    engine: Arc<Engine>,
    search: Arc<SearchIndex>,
    permits: Arc<Semaphore>,
    recognizer: Arc<OnceLock<Recognizer>>,
    knowledge_base: Option<Arc<str>>,
    around: Arc<Surroundings>,
    auditor: Option<Arc<Auditor>>,
}

/// Who may ask, and what the page must know.
pub(super) struct Surroundings {
    pub access: Arc<Access>,
    pub page: PageSettings,
    pub replays: ReplayGuard,
    pub cds: Option<Arc<Cds>>,
}

/// The CDS Hooks service.
pub(super) struct Cds {
    pub settings: CdsSettings,
    pub feedback: FeedbackLog,
}

impl AppState {
    pub(super) fn new(
        engine: Engine,
        search: SearchIndex,
        knowledge_base: Option<String>,
        around: Surroundings,
        auditor: Option<Arc<Auditor>>,
    ) -> Self {
        // Ranking is bound by the processor: more at a time than cores would only make each slower.
        let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
        let engine = Arc::new(engine);
        let recognizer = Arc::new(OnceLock::new());
        // Takes most of a second: nobody who ranks waits for it, and who sends a note meanwhile waits for the rest.
        let (made, of) = (recognizer.clone(), engine.clone());
        std::thread::spawn(move || {
            made.get_or_init(|| Recognizer::new(of.kb()));
        });
        Self {
            engine,
            search: Arc::new(search),
            permits: Arc::new(Semaphore::new(cores)),
            recognizer,
            knowledge_base: knowledge_base.map(Arc::from),
            around: Arc::new(around),
            auditor,
        }
    }

    /// Who may ask.
    pub(super) fn access(&self) -> &Access {
        &self.around.access
    }

    /// What the page must know.
    pub(super) fn page(&self) -> &PageSettings {
        &self.around.page
    }

    /// The CDS Hooks service; `None` where it is off.
    pub(super) fn cds(&self) -> Option<Arc<Cds>> {
        self.around.cds.clone()
    }

    /// Tokens that may be used once.
    pub(super) fn replays(&self) -> &ReplayGuard {
        &self.around.replays
    }

    /// What keeps the audit log; `None` where none is kept.
    pub(super) fn auditor(&self) -> Option<Arc<Auditor>> {
        self.auditor.clone()
    }

    /// Finds findings in notes; waits where it is being made, so to be called where waiting is allowed ([`Self::run`]).
    pub(super) fn recognizer(&self) -> &Recognizer {
        self.recognizer.get_or_init(|| Recognizer::new(self.engine.kb()))
    }

    /// The knowledge base's id.
    pub(super) fn knowledge_base(&self) -> Option<Arc<str>> {
        self.knowledge_base.clone()
    }

    pub(super) fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Runs work on a thread of its own kind, as soon as a core is free.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Engine, &SearchIndex) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = self.permits.clone().acquire_owned().await.map_err(|_| Problem::internal())?;
        let state = self.clone();
        tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work(&state.engine, &state.search)
        })
        .await
        .map_err(|_| Problem::internal())
    }
}
