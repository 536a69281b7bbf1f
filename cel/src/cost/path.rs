//! Where in the schema a node's value is.

use std::cell::RefCell;
use std::rc::Rc;

use crate::tree::Name;

/// The steps from a variable to a value: `self`, `items`, `@items`.
///
/// The API server keeps paths as Go slices, and appends to one path from several places. Go then may write into memory that another
/// path still reads, and the costs of rules depend on that. So this type behaves as a Go slice does.
#[derive(Clone, Debug)]
pub(super) struct Path {
    cells: Rc<RefCell<Vec<Name>>>,
    length: usize,
    capacity: usize,
}

impl Path {
    pub(super) fn of(name: Name) -> Self {
        Self {
            cells: Rc::new(RefCell::new(vec![name])),
            length: 1,
            capacity: 1,
        }
    }

    /// `append(path, step)` in Go.
    pub(super) fn append(path: Option<&Self>, step: Name) -> Self {
        let Some(path) = path else {
            return Self::of(step);
        };
        if path.length < path.capacity {
            let cells = &mut *path.cells.borrow_mut();
            match cells.get_mut(path.length) {
                Some(cell) => *cell = step,
                None => cells.push(step),
            }
            return Self {
                cells: Rc::clone(&path.cells),
                length: path.length + 1,
                capacity: path.capacity,
            };
        }
        let mut cells = path.steps();
        cells.push(step);
        Self {
            length: cells.len(),
            capacity: path.capacity * 2,
            cells: Rc::new(RefCell::new(cells)),
        }
    }

    /// A copy with one more step, in memory of its own.
    pub(super) fn with(&self, step: Name) -> Self {
        let mut cells = self.steps();
        cells.push(step);
        Self {
            length: cells.len(),
            capacity: cells.len(),
            cells: Rc::new(RefCell::new(cells)),
        }
    }

    pub(super) fn first(&self) -> Name {
        Name::clone(&self.cells.borrow()[0])
    }

    pub(super) fn steps(&self) -> Vec<Name> {
        self.cells.borrow()[..self.length].to_vec()
    }
}
