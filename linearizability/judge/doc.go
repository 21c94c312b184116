// Package judge tells whether a history of clients is linearizable (Herlihy and Wing 1990): whether its operations can
// be put in one order that a sequential object allows, in which none comes before one that had returned when it was
// called. porcupine searches for the order. What it is told of objects here shares no code with the objects that the
// models run (model/object).
//
// A second search of our own (frontier.go) walks along the history and keeps every state in which the object can be. It
// is slower where many operations are open, but it tells where a history stops being linearizable, and why; and the two
// are compared.
package judge
