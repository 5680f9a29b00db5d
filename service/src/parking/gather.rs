//! What many ask for at once, done together.
//!
//! Whoever comes while nobody works takes all that waits, does it in one unit of work, and hands out the answers; whoever comes
//! meanwhile waits for the next turn. Alone it costs nothing, and under load a commit serves many. On PostgreSQL, where those who
//! hold the same lot would else reach the disk one by one, it is what keeps bookings fast.

use std::collections::{HashMap, VecDeque};

use parking_lot::{Condvar, Mutex};

/// Things that wait for one another's company.
pub(crate) struct Gather<T, R> {
    state: Mutex<State<T, R>>,
    answered: Condvar,
    /// Things that are done in one turn at most.
    most: usize,
}

struct State<T, R> {
    waiting: VecDeque<(u64, T)>,
    /// None where the turn broke off without an answer.
    answers: HashMap<u64, Option<R>>,
    busy: bool,
    next: u64,
}

/// Ends a turn also where the work panics, so that nobody waits for ever.
struct Turn<'a, T, R> {
    gather: &'a Gather<T, R>,
    tickets: Vec<u64>,
    answers: Vec<R>,
}

impl<T, R> Drop for Turn<'_, T, R> {
    fn drop(&mut self) {
        let mut state = self.gather.state.lock();
        let mut answers = std::mem::take(&mut self.answers).into_iter();
        for ticket in self.tickets.drain(..) {
            state.answers.insert(ticket, answers.next());
        }
        state.busy = false;
        self.gather.answered.notify_all();
    }
}

impl<T, R> Gather<T, R> {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                answers: HashMap::new(),
                busy: false,
                next: 0,
            }),
            answered: Condvar::new(),
            most,
        }
    }

    /// Has a thing done by `work`, which gets it among others and gives as many answers in the same order. None where the work
    /// broke off.
    pub(crate) fn ask(&self, thing: T, work: impl FnOnce(Vec<T>) -> Vec<R>) -> Option<R> {
        let mut state = self.state.lock();
        let ticket = state.next;
        state.next += 1;
        state.waiting.push_back((ticket, thing));
        let mut work = Some(work);
        loop {
            if let Some(answer) = state.answers.remove(&ticket) {
                return answer;
            }
            if state.busy || work.is_none() {
                self.answered.wait(&mut state);
                continue;
            }
            state.busy = true;
            let count = state.waiting.len().min(self.most);
            let (tickets, things): (Vec<u64>, Vec<T>) = state.waiting.drain(..count).unzip();
            drop(state);
            let mut turn = Turn {
                gather: self,
                tickets,
                answers: Vec::new(),
            };
            if let Some(work) = work.take() {
                turn.answers = work(things);
            }
            drop(turn);
            state = self.state.lock();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn everybody_gets_their_own_answer_and_nothing_is_done_twice() {
        let gather = Arc::new(Gather::<u64, u64>::new(7));
        let (done, turns) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let threads: Vec<_> = (0..8_u64)
            .map(|thread| {
                let (gather, done, turns) = (Arc::clone(&gather), Arc::clone(&done), Arc::clone(&turns));
                std::thread::spawn(move || {
                    for n in 0..500 {
                        let asked = thread * 1_000 + n;
                        let answer = gather.ask(asked, |things| {
                            assert!(things.len() <= 7);
                            done.fetch_add(things.len(), Ordering::SeqCst);
                            turns.fetch_add(1, Ordering::SeqCst);
                            things.into_iter().map(|thing| thing * 2).collect()
                        });
                        assert_eq!(answer, Some(asked * 2));
                    }
                })
            })
            .collect();
        for thread in threads {
            thread.join().unwrap();
        }
        assert_eq!(done.load(Ordering::SeqCst), 4_000);
        assert!(turns.load(Ordering::SeqCst) <= 4_000);
        let state = gather.state.lock();
        assert!(state.answers.is_empty() && state.waiting.is_empty() && !state.busy);
    }

    #[test]
    fn a_turn_that_breaks_off_leaves_nobody_waiting() {
        let gather = Gather::<u8, u8>::new(4);
        let broken = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            gather.ask(1, |_| panic!("broken off"));
        }));
        assert!(broken.is_err());
        assert_eq!(gather.ask(2, |_| Vec::new()), None);
        assert_eq!(gather.ask(3, |things| things), Some(3));
    }
}
