//! A door to the API server that can be shut.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    task::AbortHandle,
};

/// Passes connections on while it is open, and ends all of them while it is shut.
pub(crate) struct Gate {
    address: SocketAddr,
    shut: watch::Sender<bool>,
    turned_away: Arc<AtomicUsize>,
    listening: AbortHandle,
}

impl Gate {
    /// One to this address.
    pub(crate) async fn start(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (shut, is_shut) = watch::channel(false);
        let turned_away = Arc::<AtomicUsize>::default();
        let counted = turned_away.clone();
        let listening = tokio::spawn(async move {
            loop {
                let (mut inner, _) = listener.accept().await.unwrap();
                let mut is_shut = is_shut.clone();
                if *is_shut.borrow_and_update() {
                    counted.fetch_add(1, Ordering::Relaxed);
                    continue;
                }
                let server = server.clone();
                tokio::spawn(async move {
                    let mut outer = TcpStream::connect(server).await.unwrap();
                    tokio::select! {
                        // Ends as either side ends it.
                        _ = copy_bidirectional(&mut inner, &mut outer) => {}
                        _ = is_shut.wait_for(|shut| *shut) => {}
                    }
                });
            }
        });
        Self {
            address,
            shut,
            turned_away,
            listening: listening.abort_handle(),
        }
    }

    /// Where it listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn shut(&self) {
        self.shut.send_replace(true);
    }

    pub(crate) fn open(&self) {
        self.shut.send_replace(false);
    }

    /// How many have come while it was shut.
    pub(crate) fn turned_away(&self) -> usize {
        self.turned_away.load(Ordering::Relaxed)
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.listening.abort();
    }
}
