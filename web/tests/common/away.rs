//! A database that can be taken away: a door in front of PostgreSQL that can be shut.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A database of its own behind a door.
pub struct Away {
    /// The address through the door.
    pub address: String,
    name: String,
    admin: postgres::Client,
    door: Door,
}

#[derive(Clone)]
struct Door {
    open: Arc<Mutex<bool>>,
    /// Both ends of every connection through it.
    ends: Arc<Mutex<Vec<TcpStream>>>,
}

impl Away {
    /// Nothing where there is no PostgreSQL.
    pub fn new(name: &str) -> Option<Self> {
        let Ok(address) = std::env::var("SHISHI_TEST_POSTGRES") else {
            assert!(
                std::env::var("SHISHI_WITHOUT_POSTGRES").is_ok(),
                "no PostgreSQL: run `cargo xtask test`, which starts one, or set SHISHI_WITHOUT_POSTGRES=1"
            );
            return None;
        };
        let mut config: postgres::Config = address.parse().unwrap();
        let postgres::config::Host::Tcp(host) = &config.get_hosts()[0] else {
            panic!("the tests need PostgreSQL on TCP");
        };
        let port = config.get_ports().first().copied().unwrap_or(5432);
        let server = format!("{host}:{port}");
        let user = config.get_user().unwrap_or("postgres").to_owned();
        let name = format!("web_{}_{name}", std::process::id());
        let mut admin = config.dbname("postgres").connect(postgres::NoTls).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        let (door, at) = Door::new(server);
        Some(Self {
            address: format!("postgres://{user}@{at}/{name}"),
            name,
            admin,
            door,
        })
    }

    /// The database goes: every connection breaks, and none is taken.
    pub fn shut(&self) {
        *self.door.open.lock().unwrap() = false;
        for end in self.door.ends.lock().unwrap().drain(..) {
            // One that has ended by itself is shut already.
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    /// It is back.
    pub fn open(&self) {
        *self.door.open.lock().unwrap() = true;
    }

    /// The server ends every connection, as when it is started again.
    pub fn cut(&mut self) {
        let cut = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'",
            self.name
        );
        self.admin.batch_execute(&cut).unwrap();
    }

    /// Drops the database.
    pub fn end(mut self) {
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        self.admin.batch_execute(&drop).unwrap();
    }
}

impl Door {
    fn new(server: String) -> (Self, SocketAddr) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let at = listener.local_addr().unwrap();
        let door = Self {
            open: Arc::new(Mutex::new(true)),
            ends: Arc::default(),
        };
        let own = door.clone();
        // It ends with the test program.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if *own.open.lock().unwrap() {
                    own.let_through(client, &server);
                }
            }
        });
        (door, at)
    }

    fn let_through(&self, client: TcpStream, server: &str) {
        let server = TcpStream::connect(server).unwrap();
        let ends = [&client, &server].map(|end| end.try_clone().unwrap());
        self.ends.lock().unwrap().extend(ends);
        for (mut from, mut to) in [
            (client.try_clone().unwrap(), server.try_clone().unwrap()),
            (server, client),
        ] {
            std::thread::spawn(move || {
                let mut bytes = [0; 16 << 10];
                while let Ok(count @ 1..) = from.read(&mut bytes) {
                    if to.write_all(&bytes[..count]).is_err() {
                        break;
                    }
                }
                let _ = to.shutdown(Shutdown::Both);
            });
        }
    }
}
