//! Progress on standard error: bars in a terminal, plain lines without one.

mod bars;
mod milestones;

use std::time::Duration;

use etude::run::Observer;
use etude::store::LeaseOwner;
use etude::study::event::Event;
use etude::study::history::History;
use etude::study::project::Project;

use crate::output;
use crate::stop_requests;
use bars::Bars;

/// What a person sees while a project runs.
pub(crate) struct Progress {
    bars: Option<Bars>,
    told_to_wait: u32,
    told_disk_is_full: bool,
    told_owner_is_silent: bool,
}

impl Progress {
    pub(crate) fn new(project: &Project) -> Progress {
        let terminal = console::Term::stderr().is_term();
        Progress {
            bars: terminal.then(|| Bars::new(project.slots)),
            told_to_wait: 0,
            told_disk_is_full: false,
            told_owner_is_silent: false,
        }
    }

    /// Leaves the terminal tidy.
    pub(crate) fn finish(&mut self) {
        if let Some(bars) = self.bars.take() {
            bars.clear();
        }
    }

    fn say(&self, text: &str) {
        let text = &output::wrapped(text);
        match &self.bars {
            Some(bars) => bars.say(text),
            None => output::to_standard_error(&format!("{text}\n")),
        }
    }
}

impl Observer for Progress {
    fn recorded(&mut self, events: &[Event], history: &History, project: &Project) {
        self.told_disk_is_full = false;
        for event in events {
            if let Some(text) = milestones::milestone(event, history, project) {
                self.say(&text);
            } else if self.bars.is_none()
                && let Some(text) = milestones::trial_line(event, history)
            {
                self.say(&text);
            }
        }
        if let Some(bars) = &self.bars {
            bars.show(history);
        }
    }

    fn waited(&mut self, history: &History) {
        let asked = stop_requests::count();
        if asked > self.told_to_wait {
            self.told_to_wait = asked;
            self.say(match asked {
                1 => "Stopping when the running trials have ended; Ctrl-C again stops them too. Nothing is lost.",
                _ => "Stopping the running trials; `etude run` attempts them again.",
            });
        }
        if let Some(bars) = &self.bars {
            bars.show(history);
        }
    }

    fn owner_is_silent(&mut self, owner: &LeaseOwner, left: Duration) {
        if !self.told_owner_is_silent {
            self.told_owner_is_silent = true;
            self.say(&format!(
                "This project is run by {owner}, which gives no sign of life. If it stays silent for another {} \
                 seconds, this run takes over; Ctrl-C gives up.",
                left.as_secs().max(1)
            ));
        }
    }

    fn disk_is_full(&mut self) {
        if !self.told_disk_is_full {
            self.told_disk_is_full = true;
            self.say("The disk is full: waiting for room. Running trials go on and nothing is lost.");
        }
    }
}
