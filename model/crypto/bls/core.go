package bls

// SkToPk is the public key of a secret key, encoded (draft §2.4).
func (s Suite[K, S]) SkToPk(sk Scalar) []byte {
	mustBeSecretKey(sk)
	xP := s.Keys.Mul(sk, s.Keys.Generator()) // 1
	return s.Keys.Encode(xP)                 // 2, 3
}

// KeyValidate decodes a public key: a point of the group other than the identity (draft §2.5).
func (s Suite[K, S]) KeyValidate(pk []byte) (K, error) {
	xP, err := s.Keys.Decode(pk) // 1, 2, 4
	if err != nil {
		return xP, refuse(err, "public key")
	}
	if s.Keys.IsIdentity(xP) { // 3
		return xP, refuse(ErrIdentity, "public key")
	}
	return xP, nil // 5
}

// Validate is KeyValidate without the point.
func (s Suite[K, S]) Validate(pk []byte) error {
	_, err := s.KeyValidate(pk)
	return err
}

// coreSign signs a message (draft §2.6).
func (s Suite[K, S]) coreSign(sk Scalar, message []byte) []byte {
	mustBeSecretKey(sk)
	q := s.HashToPoint(message)   // 1
	r := s.Signatures.Mul(sk, q)  // 2
	return s.Signatures.Encode(r) // 3, 4
}

// coreVerify checks the signature of one message by one key (draft §2.7).
func (s Suite[K, S]) coreVerify(pk, message, signature []byte) error {
	return s.verifyHashed(pk, s.HashToPoint(message), signature)
}

// verifyHashed is CoreVerify for a message that has been hashed to q (step 6). PopVerify
// has the same steps for another q.
func (s Suite[K, S]) verifyHashed(pk []byte, q S, signature []byte) error {
	r, err := s.decodeSignature(signature) // 1, 2, 3
	if err != nil {
		return err
	}
	xP, err := s.KeyValidate(pk) // 4, 5
	if err != nil {
		return err
	}
	if !s.verifies(xP, q, r) { // 7, 8, 9
		return refuse(ErrSignature, "pairing")
	}
	return nil
}

// decodeSignature is signature_to_point and signature_subgroup_check. The identity is a
// signature that may come of an aggregation.
func (s Suite[K, S]) decodeSignature(signature []byte) (S, error) {
	r, err := s.Signatures.Decode(signature)
	if err != nil {
		return r, refuse(err, "signature")
	}
	return r, nil
}

// Aggregate adds up signatures, at least one (draft §2.8). Unlike the draft it checks that
// each lies in the group: the sum of two points outside may lie inside.
func (s Suite[K, S]) Aggregate(signatures [][]byte) ([]byte, error) {
	if len(signatures) == 0 {
		return nil, refuse(ErrEmpty, "aggregate")
	}
	aggregate := s.Signatures.Identity()
	for i, signature := range signatures { // 1 to 6
		next, err := s.decodeSignature(signature)
		if err != nil {
			return nil, refuse(err, "aggregate of %d, number %d", len(signatures), i+1)
		}
		aggregate = s.Signatures.Sum(aggregate, next)
	}
	return s.Signatures.Encode(aggregate), nil // 7, 8
}

// coreAggregateVerify checks the aggregate of the signatures of messages[i] by pks[i] (draft §2.9).
func (s Suite[K, S]) coreAggregateVerify(pks, messages [][]byte, signature []byte) error {
	keys, distinct, err := s.keysByMessage(pks, messages) // 1, 2
	if err != nil {
		return err
	}
	r, err := s.decodeSignature(signature) // 3, 4, 5
	if err != nil {
		return err
	}
	k := make([]K, 0, len(distinct)+1)
	q := make([]S, 0, len(distinct)+1)
	for i, message := range distinct { // 7
		xP := s.Keys.Sum(keys[i]...) // 8, 9, 10, 14
		if s.Keys.IsIdentity(xP) {   // 11, 12, 13: a sum of group elements needs no other check
			return refuse(ErrIdentity, "sum of the keys of message %d", i+1)
		}
		k, q = append(k, xP), append(q, s.HashToPoint(message)) // 15
	}
	k, q = append(k, s.Keys.Neg(s.Keys.Generator())), append(q, r)
	if !s.PairingCheck(k, q) { // 6, 16, 17, 18
		return refuse(ErrSignature, "pairing")
	}
	return nil
}

// keysByMessage lists the distinct messages in the order of their first occurrence and,
// for each, the keys that signed it, validated.
func (s Suite[K, S]) keysByMessage(pks, messages [][]byte) (keys [][]K, distinct [][]byte, err error) {
	if len(pks) != len(messages) {
		return nil, nil, refuse(wrong(ErrCount, "%d messages, want %d", len(messages), len(pks)), "aggregate")
	}
	if len(pks) == 0 {
		return nil, nil, refuse(ErrEmpty, "aggregate")
	}
	place := make(map[string]int)
	for i, message := range messages {
		xP, err := s.KeyValidate(pks[i])
		if err != nil {
			return nil, nil, refuse(err, "key %d", i+1)
		}
		at, known := place[string(message)]
		if !known {
			at = len(distinct)
			place[string(message)] = at
			distinct, keys = append(distinct, message), append(keys, nil)
		}
		keys[at] = append(keys[at], xP)
	}
	return keys, distinct, nil
}

// mustBeSecretKey panics for zero, which KeyGen never returns and DecodeSecretKey refuses.
func mustBeSecretKey(sk Scalar) {
	if sk.IsZero() {
		panic("bls: secret key = 0, want 1 <= SK < r")
	}
}
