//! What a rehearsal tells, and how it ends.

use crate::cli;
use crate::command::Exit;
use crate::model::Journey;
use crate::report::monday::{self, Monday};
use crate::report::rehearsal::{self, Measured};
use crate::report::spending::{self, Rehearsed};
use crate::report::{self, Style, sign_ins};

pub struct Played {
    pub measured: Measured,
    pub journeys: Vec<Journey>,
    pub spent: Option<Rehearsed>,
    pub monday: Option<Monday>,
}

impl Played {
    /// The measurements last.
    pub fn tell(&self, args: &cli::Rehearse, style: Style) -> Exit {
        let exit = self.exit();
        match &self.monday {
            Some(monday) if args.json => report::json_line(&monday::json(monday)),
            Some(monday) => report::out(&monday::text(monday, style)),
            None if args.monday.is_some() && !args.json => report::out(monday::NOT_YET),
            None => {}
        }
        match &self.spent {
            Some(spent) if args.json => report::json_line(&spending::json(spent)),
            Some(spent) => report::out(&spending::text(spent, style)),
            None => {}
        }
        if args.sign_in && self.measured.converged {
            if args.json {
                report::json_line(&sign_ins::json(&self.journeys));
            } else {
                report::out(&sign_ins::text(&self.journeys, style));
            }
        }
        if args.json {
            report::json_line(&rehearsal::json(&self.measured, exit.code()));
        } else {
            report::out(&rehearsal::text(&self.measured, style));
        }
        exit
    }

    fn exit(&self) -> Exit {
        let spent = self.spent.iter().map(Rehearsed::faults);
        let monday = self.monday.iter().map(Monday::faults);
        if spent.chain(monday).any(|faults| !faults.is_empty()) {
            return Exit::Failed;
        }
        let exit = match self.measured.converged {
            true => Exit::Done,
            false => Exit::Partly,
        };
        worst(exit, &self.journeys)
    }
}

/// Another team's credentials are worse than anything that is not done.
fn worst(exit: Exit, journeys: &[Journey]) -> Exit {
    if journeys.iter().any(|journey| !journey.leaks().is_empty()) {
        Exit::Failed
    } else if journeys.iter().all(Journey::arrived) {
        exit
    } else {
        exit.or_worse(Exit::Partly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Answer, Asked, AskedBy, Doorstep, Verified};

    fn journey(own: bool, answer: Answer) -> Journey {
        let asked = Asked {
            by: AskedBy::EnhancedFlow,
            answer,
        };
        let account = Doorstep {
            team: "data".into(),
            account: "data-1".into(),
            id: "222233334444".into(),
            own,
            asked: vec![asked],
        };
        Journey {
            email: "ada@acme.example".into(),
            groups: Vec::new(),
            verified: Verified {
                teams: Vec::new(),
                accounts: vec![account],
            },
            invoked: Vec::new(),
        }
    }

    #[test]
    fn a_leak_is_the_worst_end() {
        let refused = || Answer::Refused {
            code: "NotAuthorizedException".into(),
            message: "denied".into(),
        };
        let fine = || [journey(true, Answer::Given), journey(false, refused())];
        assert_eq!(worst(Exit::Done, &fine()), Exit::Done);
        assert_eq!(worst(Exit::Partly, &fine()), Exit::Partly);
        let missing = [journey(true, refused())];
        assert_eq!(worst(Exit::Done, &missing), Exit::Partly);
        let leak = [journey(false, Answer::Given), journey(true, refused())];
        assert_eq!(worst(Exit::Done, &leak), Exit::Failed);
        assert_eq!(worst(Exit::Partly, &leak), Exit::Failed);
        let shown = crate::report::sign_ins::text(&leak, Style::PLAIN);
        assert!(
            shown.contains("LEAK: ada@acme.example got credentials at data-1"),
            "{shown}"
        );
    }
}
