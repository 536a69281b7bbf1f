//! Moves CRDs from one place to another, so that edits are merged where they are now.

use super::{Existing, Texts};
use crate::chart::place::{CrdPlace, Which};

/// The texts on disk of the operator's chart, and of the chart of the CRDs.
pub(crate) type Pair = [Existing; 2];

fn of(pair: &mut Pair, which: Which) -> &mut Existing {
    &mut pair[which as usize]
}

/// A file that is no longer where it was.
#[derive(Debug)]
pub(crate) struct Moved {
    pub(crate) from: (Which, String),
    pub(crate) to: (Which, String),
}

/// Makes files of CRDs that were written to another place look as if they had been written to `to`. `names` are the names of both charts,
/// which their helpers begin with.
pub(crate) fn move_crds(pair: &mut Pair, crds: &[String], to: CrdPlace, names: [&str; 2]) -> Vec<Moved> {
    let mut moved = Vec::new();
    for crd in crds {
        for from in CrdPlace::ALL.into_iter().filter(|from| *from != to) {
            let (old, new) = (from.path(crd), to.path(crd));
            let target = of(pair, to.chart());
            let is_recorded = target
                .record
                .as_ref()
                .is_some_and(|record| record.contains_key(&new));
            if is_recorded || target.present.contains_key(&new) {
                break;
            }
            let source = of(pair, from.chart());
            let Some(text) = source.record.as_mut().and_then(|record| record.remove(&old)) else {
                continue;
            };
            let present = source.present.remove(&old);
            let helpers = |which| format!("\"{}.", names[which as usize]);
            let renamed = |text: String| text.replace(&helpers(from.chart()), &helpers(to.chart()));
            let target = of(pair, to.chart());
            let record = target.record.get_or_insert_with(Texts::new);
            record.insert(new.clone(), renamed(text));
            if let Some(present) = present {
                target.present.insert(new.clone(), renamed(present));
                moved.push(Moved {
                    from: (from.chart(), old),
                    to: (to.chart(), new),
                });
            }
        }
    }
    moved
}
