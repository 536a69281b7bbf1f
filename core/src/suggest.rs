//! "Did you mean": finds the closest word in a list.

/// Returns the candidate that `word` is most likely a typo of, if any is close enough.
///
/// ```
/// use kubewright_core::suggest::nearest;
///
/// assert_eq!(nearest("Minimun", ["Maximum", "Minimum"]), Some("Minimum"));
/// assert_eq!(nearest("banana", ["Maximum", "Minimum"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // The distance is quadratic in the length, and no name of ours is this long.
    if word.len() > LONGEST {
        return None;
    }
    let word_lower: Vec<char> = word.to_lowercase().chars().collect();
    candidates
        .into_iter()
        .filter(|candidate| *candidate != word && candidate.len() <= LONGEST)
        .filter_map(|candidate| {
            let lower: Vec<char> = candidate.to_lowercase().chars().collect();
            let most = lower.len().div_ceil(4).min(3);
            // The difference in length is a lower bound of the distance, which rules out most candidates.
            let near = word_lower.len().abs_diff(lower.len()) <= most;
            let distance = near.then(|| distance(&word_lower, &lower))?;
            (distance <= most).then_some((distance, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

const LONGEST: usize = 100;

/// The number of insertions, deletions, replacements and swaps of neighbors that turn one word into the other.
fn distance(from: &[char], to: &[char]) -> usize {
    // Related names share a prefix, and a shared prefix adds nothing to the distance.
    let alike = from.iter().zip(to).take_while(|(from, to)| from == to).count();
    let (from, to) = (&from[alike..], &to[alike..]);
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=to.len()).collect();
    for i in 1..=from.len() {
        let mut row = vec![i];
        for j in 1..=to.len() {
            let replaced = last[j - 1] + usize::from(from[i - 1] != to[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
            if swapped {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[to.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_swaps_case_and_missing_letters() {
        let names = ["path", "scope", "shortName", "singular"];
        assert_eq!(nearest("shortname", names), Some("shortName"));
        assert_eq!(nearest("socpe", names), Some("scope"));
        assert_eq!(nearest("pth", names), Some("path"));
        assert_eq!(nearest("path", names), None);
        assert_eq!(nearest("x", names), None);
        assert_eq!(nearest("", names), None);
    }
}
