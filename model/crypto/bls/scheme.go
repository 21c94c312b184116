package bls

// Sign signs a message (draft §3.1, §3.2.1, §3.3). It panics for the zero key.
func (s Suite[K, S]) Sign(sk Scalar, message []byte) []byte {
	if s.Scheme == Augmentation {
		return s.coreSign(sk, augmented(s.SkToPk(sk), message))
	}
	return s.coreSign(sk, message)
}

// Verify checks the signature of one message by one key: nil is VALID, an error is
// INVALID and says why (draft §3.1, §3.2.2, §3.3).
func (s Suite[K, S]) Verify(pk, message, signature []byte) error {
	if s.Scheme == Augmentation {
		return s.coreVerify(pk, augmented(pk, message), signature)
	}
	return s.coreVerify(pk, message, signature)
}

// AggregateVerify checks the aggregate of the signatures of messages[i] by pks[i]
// (draft §3.1.1, §3.2.3, §3.3). In the scheme with proofs of possession the caller must
// have checked those of all keys.
func (s Suite[K, S]) AggregateVerify(pks, messages [][]byte, signature []byte) error {
	switch s.Scheme {
	case Basic:
		if i, twice := firstRepeated(messages); twice {
			return refuse(ErrDuplicate, "message %d", i+1)
		}
	case Augmentation:
		if len(pks) != len(messages) {
			return refuse(wrong(ErrCount, "%d messages, want %d", len(messages), len(pks)), "aggregate")
		}
		prime := make([][]byte, len(messages))
		for i, message := range messages {
			prime[i] = augmented(pks[i], message)
		}
		messages = prime
	}
	return s.coreAggregateVerify(pks, messages, signature)
}

// PopProve proves the possession of a secret key (draft §3.3.2).
func (s Suite[K, S]) PopProve(sk Scalar) ([]byte, error) {
	if s.Scheme != Possession {
		return nil, refuse(ErrScheme, "PopProve, %s", s.Scheme)
	}
	pk := s.SkToPk(sk)                   // 1
	q := s.Signatures.Hash(pk, s.PopTag) // 2
	r := s.Signatures.Mul(sk, q)         // 3
	return s.Signatures.Encode(r), nil   // 4, 5
}

// PopVerify checks a proof of possession (draft §3.3.3).
func (s Suite[K, S]) PopVerify(pk, proof []byte) error {
	if s.Scheme != Possession {
		return refuse(ErrScheme, "PopVerify, %s", s.Scheme)
	}
	return s.verifyHashed(pk, s.Signatures.Hash(pk, s.PopTag), proof)
}

// FastAggregateVerify checks the aggregate of the signatures of one message by all keys
// (draft §3.3.4). The caller must have checked the proofs of possession of all keys; a
// Committee has. It validates each key, which the draft leaves to that check.
func (s Suite[K, S]) FastAggregateVerify(pks [][]byte, message, signature []byte) error {
	if s.Scheme != Possession {
		return refuse(ErrScheme, "FastAggregateVerify, %s", s.Scheme)
	}
	if len(pks) == 0 {
		return refuse(ErrEmpty, "aggregate")
	}
	aggregate := s.Keys.Identity()
	for i, pk := range pks { // 1 to 4
		next, err := s.KeyValidate(pk)
		if err != nil {
			return refuse(err, "key %d", i+1)
		}
		aggregate = s.Keys.Sum(aggregate, next)
	}
	return s.coreVerify(s.Keys.Encode(aggregate), message, signature) // 5, 6
}

// augmented is PK || message, in fresh memory.
func augmented(pk, message []byte) []byte {
	return append(append(make([]byte, 0, len(pk)+len(message)), pk...), message...)
}

// firstRepeated is the position of the first message that occurred before.
func firstRepeated(messages [][]byte) (int, bool) {
	seen := make(map[string]bool, len(messages))
	for i, message := range messages {
		if seen[string(message)] {
			return i, true
		}
		seen[string(message)] = true
	}
	return 0, false
}
