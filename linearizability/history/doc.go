// Package history has the histories of clients: what they asked of objects, when, and what they were told. It reads
// them from files (docs/HISTORY-FORMAT.md): JSON Lines of our own, Jepsen's EDN, and Jepsen's logs.
//
// A history is a list of events, calls and returns, in the order in which they happened. An operation whose outcome
// nobody knows stays open for ever: it may take effect at any time after its call, or never (Herlihy and Wing 1990).
// One that failed did not take effect, which is Jepsen's convention too.
package history
