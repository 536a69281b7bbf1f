//! Functions that make new texts, with the sizes of these.

use crate::cost::Coster;
use crate::cost::estimate::{Estimate, TRAVERSAL, divided};
use crate::cost::operand::{Call, Estimated};

impl Coster<'_> {
    pub(super) fn replace(&self, call: &Call<'_>) -> Option<Estimated> {
        let [old, new, ..] = call.arguments else {
            return None;
        };
        let size = self.size_of(call.target?);
        let (old, new) = (self.size_of(old), self.size_of(new));
        let mut count = Estimate::fixed(0);
        let mut kept = Estimate::fixed(0);
        // The longest result.
        if old.min == 0 {
            // An empty text is found around every character.
            count.max = size.max.saturating_add(1);
            kept.max = size.max;
        } else if new.max <= old.min {
            kept.max = size.max;
        } else {
            count.max = divided(size.max, old.min);
        }
        // The shortest result.
        if old.max == 0 {
            count.min = size.min.saturating_add(1);
            kept.min = size.min;
        } else if old.max <= new.min {
            kept.min = size.min;
        } else {
            count.min = divided(size.min, old.max);
        }
        let result = count.times(new).plus(kept);
        Some((size.by(2.0 * TRAVERSAL), Some(result)))
    }

    pub(super) fn split(&self, call: &Call<'_>) -> Option<Estimated> {
        let size = self.size_of(call.target?);
        // Every character may become an element.
        let most = call.arguments.get(1).and_then(|limit| self.integer(limit));
        let most = most.map_or(size.max, i64::cast_unsigned);
        Some((size.by(2.0 * TRAVERSAL), Some(Estimate::new(0, most))))
    }

    pub(super) fn join(&self, call: &Call<'_>) -> Option<Estimated> {
        let target = call.target?;
        let count = self.size_of(target);
        let mut size = Estimate::fixed(0);
        if let Some(element) = Self::elements_of(target) {
            size = count.times(self.size_of(&element));
        }
        if let Some(separator) = call.arguments.first() {
            let between = Estimate::new(count.min.saturating_sub(1), count.max.saturating_sub(1));
            size = size.plus(self.size_of(separator).times(between));
        }
        Some((size.by(TRAVERSAL), Some(size)))
    }
}
