package qsc4

import "quesera/model"

// memory remembers results of pure functions, so that a simulated group computes each once. It changes no result, and
// is bounded.
type memory[T any] struct{ fresh, old map[model.Digest]T }

const remembered = 1 << 12

func newMemory[T any]() *memory[T] { return &memory[T]{fresh: map[model.Digest]T{}} }

func (m *memory[T]) get(key model.Digest) (T, bool) {
	if v, ok := m.fresh[key]; ok {
		return v, true
	}
	v, ok := m.old[key]
	return v, ok
}

func (m *memory[T]) put(key model.Digest, v T) {
	if len(m.fresh) >= remembered {
		m.old, m.fresh = m.fresh, map[model.Digest]T{}
	}
	m.fresh[key] = v
}
