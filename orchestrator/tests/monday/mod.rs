//! `rehearse --monday`: a team begins to work at once.

mod golden;
mod rehearsing;
