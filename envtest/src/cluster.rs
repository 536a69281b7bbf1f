//! Controllers, a scheduler and a simulated node on top of a control plane.

mod kubelet;
mod node;
mod servers;
mod simulated;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::assets::Assets;
use crate::control_plane::{ControlPlane, Settings};
use crate::crds::Crds;
use crate::error::Error;
use crate::process::Process;

use servers::Servers;
use simulated::Simulated;

/// What a cluster has besides an API server, running.
pub(crate) enum Cluster {
    /// Controllers in this process.
    Simulated(Simulated),
    /// kube-controller-manager, kube-scheduler and kwok.
    Servers(Box<Mutex<Servers>>),
}

impl Cluster {
    /// Starts what runs in this process, if the settings ask for it, beside an API server that starts.
    pub(crate) fn beside(
        settings: &Settings,
        control_plane: &ControlPlane,
        limit: Duration,
    ) -> Result<Option<Self>, Error> {
        if !settings.cluster || settings.real_controllers {
            return Ok(None);
        }
        let simulated = Simulated::start(control_plane, limit)?;
        Ok(Some(Self::Simulated(simulated)))
    }

    /// Starts the servers, which must find the CRDs that exist.
    pub(crate) async fn servers(
        assets: &Assets,
        settings: &Settings,
        control_plane: &ControlPlane,
    ) -> Result<Self, Error> {
        let servers = Servers::spawn(assets, settings, control_plane).await?;
        Ok(Self::Servers(Box::new(Mutex::new(servers))))
    }

    /// Waits until Pods can be created and would run.
    pub(crate) async fn ready(&mut self, control_plane: &ControlPlane, limit: Duration) -> Result<(), Error> {
        let config = control_plane.admin().config();
        match self {
            Self::Simulated(simulated) => simulated.ready(config).await,
            Self::Servers(servers) => {
                let servers = servers.get_mut().unwrap_or_else(PoisonError::into_inner);
                servers.ready(config, limit).await
            }
        }
    }

    /// Fails if a server or the controllers have ended.
    pub(crate) fn check(&mut self) -> Result<(), Error> {
        match self {
            Self::Simulated(simulated) => simulated.check(),
            Self::Servers(servers) => servers.get_mut().unwrap_or_else(PoisonError::into_inner).check(),
        }
    }

    /// Lets the controllers see kinds that did not exist when they started.
    pub(crate) async fn see_new_kinds(&self, crds: &Crds) -> Result<(), Error> {
        match self {
            Self::Simulated(simulated) => simulated.watches(crds).await,
            Self::Servers(servers) => servers
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .see_new_kinds(),
        }
    }

    /// The controllers in this process, if they run here.
    pub(crate) fn simulated(&self) -> Option<&Simulated> {
        match self {
            Self::Simulated(simulated) => Some(simulated),
            Self::Servers(_) => None,
        }
    }

    /// Names and ids of the servers.
    pub(crate) fn process_ids(&self) -> Vec<(&'static str, u32)> {
        match self {
            Self::Simulated(_) => Vec::new(),
            Self::Servers(servers) => {
                let servers = servers.lock().unwrap_or_else(PoisonError::into_inner);
                let entry = |process: &Process| (process.name(), process.id());
                servers.processes().map(entry).into()
            }
        }
    }
}
