//! Progress bars on standard error; nothing where that is no terminal.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::knowledge::acquire::Progress;

/// One bar at a time.
pub struct Bars {
    current: Mutex<Option<(ProgressBar, String)>>,
}

impl Bars {
    /// Bars on standard error.
    #[must_use]
    pub fn new() -> Self {
        Self { current: Mutex::new(None) }
    }

    fn slot(&self) -> std::sync::MutexGuard<'_, Option<(ProgressBar, String)>> {
        // A panic elsewhere leaves a bar on the screen at worst.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Progress for Bars {
    fn begin(&self, label: &str, total: Option<u64>) {
        let (bar, template) = match total {
            Some(total) => (ProgressBar::new(total), "{spinner} {msg} [{bar:30}] {pos}/{len}"),
            None => (ProgressBar::new_spinner(), "{spinner} {msg} {elapsed}"),
        };
        bar.set_draw_target(ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(label.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        *self.slot() = Some((bar, label.to_owned()));
    }

    fn advance(&self, units: u64) {
        if let Some((bar, _)) = &*self.slot() {
            bar.inc(units);
        }
    }

    fn finish(&self, note: &str) {
        if let Some((bar, label)) = self.slot().take() {
            bar.finish_and_clear();
            if !note.is_empty() && !bar.is_hidden() {
                anstream::eprintln!("✓ {label}: {note}");
            }
        }
    }
}
