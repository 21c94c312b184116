// Package persist has values that are changed as fast as things in place: changing a copy leaves the copies made before
// as they were. What a copy shares with others is no concern of whoever has it. Copies may be in different goroutines.
package persist

import "sync"

// A Thing is changed in place. T is the type itself, a pointer; C are its changes, and R what comes of one.
type Thing[T, C, R any] interface {
	Change(C) R // a function of the thing and of the change
	Clone() T   // is changed by itself
	Parts() int // how much a clone copies
}

// Line is a Thing as a value. All copies of a line of values share one thing, which is as the last of them has it, and
// the list of the changes that led there. A copy that others have left behind makes the thing that it stands for once
// more, when it is asked. So who goes on from his last value only, as a simulation does, changes a thing in place.
type Line[T Thing[T, C, R], C, R any] struct {
	shared *shared[T, C, R]
	made   int // so many of the changes are made in this value
}

// shared is what copies of a Line share.
type shared[T Thing[T, C, R], C, R any] struct {
	mutex   sync.Mutex
	first   T    // before all changes; never changed
	changes []C  // each is written once
	room    int  // for so many changes
	latest  T    // after all changes
	moved   bool // latest went over to a list of its own
}

// NewLine makes a value of a thing, which nobody else has.
func NewLine[T Thing[T, C, R], C, R any](thing T) Line[T, C, R] {
	return Line[T, C, R]{shared: begin[T, C, R](thing)}
}

// fewest is how many changes are listed at least before the list begins anew.
const fewest = 64

// begin begins a list of changes of a thing. It gets so long that to clone the thing costs little by comparison.
func begin[T Thing[T, C, R], C, R any](thing T) *shared[T, C, R] {
	return &shared[T, C, R]{first: thing.Clone(), room: max(fewest, 2*thing.Parts()), latest: thing}
}

// Change makes a change, and tells what came of it.
func (l *Line[T, C, R]) Change(c C) R {
	thing := l.open()
	s := l.shared
	if len(s.changes) == s.room { // begin anew, with the thing itself
		s.moved = true
		s.mutex.Unlock()
		s = begin[T, C, R](thing)
		s.mutex.Lock()
		s.changes = make([]C, 0, s.room) // the thing has been changed so often that it will be again
		l.shared, l.made = s, 0
	}
	s.changes = append(s.changes, c)
	l.made++
	came := thing.Change(c)
	s.mutex.Unlock()
	return came
}

// Read shows the thing as it is for this value, and is not to change or keep it.
func (l *Line[T, C, R]) Read(look func(T)) {
	look(l.open())
	l.shared.mutex.Unlock()
}

// open is the thing as it is for this value. It is locked.
func (l *Line[T, C, R]) open() T {
	s := l.shared
	s.mutex.Lock()
	if l.made == len(s.changes) && !s.moved {
		return s.latest
	}
	thing := s.first.Clone()
	for _, c := range s.changes[:l.made] {
		thing.Change(c)
	}
	s.mutex.Unlock()
	*l = NewLine[T, C, R](thing)
	l.shared.mutex.Lock()
	return thing
}
