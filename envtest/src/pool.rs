//! Servers that are started ahead.

use std::sync::{Mutex, PoisonError};

use crate::assets::Assets;
use crate::control_plane::{ControlPlane, Settings};

/// The servers that the next environment with these settings takes. They end with the process.
static AHEAD: Mutex<Vec<(Assets, Settings, ControlPlane)>> = Mutex::new(Vec::new());

/// Takes servers that were started ahead. They may not be ready yet.
pub(crate) fn take(assets: &Assets, settings: &Settings) -> Option<ControlPlane> {
    let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
    let position = ahead
        .iter()
        .position(|(its_assets, its, _)| its_assets == assets && its == settings)?;
    Some(ahead.swap_remove(position).2)
}

/// Starts servers for the next environment. If that fails, it starts its own.
pub(crate) fn start_next(assets: &Assets, settings: &Settings) {
    if let Ok(next) = ControlPlane::spawn(assets, settings) {
        let mut ahead = AHEAD.lock().unwrap_or_else(PoisonError::into_inner);
        ahead.push((assets.clone(), settings.clone(), next));
    }
}
