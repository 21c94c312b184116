package explore

// transpose mirrors a square of bits: bit b of word w becomes bit w of word b (Warren, Hacker's Delight, §7-3). Two
// quarters of the square change places, then two of each of these, and so on: three times among words that are eight
// apart, and three times among eight neighbours, so that a word is read and written twice only.
func transpose(rows *[inSlice]uint64) {
	const half, quarter, eighth = 1<<32 - 1, (1<<64 - 1) / (1<<16 + 1), (1<<64 - 1) / (1<<8 + 1)
	for k := range 8 {
		a, b, c, d := rows[k], rows[k+8], rows[k+16], rows[k+24]
		e, f, g, h := rows[k+32], rows[k+40], rows[k+48], rows[k+56]
		a, e = crossed(a, e, 32, half)
		b, f = crossed(b, f, 32, half)
		c, g = crossed(c, g, 32, half)
		d, h = crossed(d, h, 32, half)
		a, c = crossed(a, c, 16, quarter)
		b, d = crossed(b, d, 16, quarter)
		e, g = crossed(e, g, 16, quarter)
		f, h = crossed(f, h, 16, quarter)
		rows[k], rows[k+8] = crossed(a, b, 8, eighth)
		rows[k+16], rows[k+24] = crossed(c, d, 8, eighth)
		rows[k+32], rows[k+40] = crossed(e, f, 8, eighth)
		rows[k+48], rows[k+56] = crossed(g, h, 8, eighth)
	}
	for octet := 0; octet < inSlice; octet += 8 {
		transposeOctet((*[8]uint64)(rows[octet : octet+8]))
	}
}

// transposeOctet mirrors squares of eight bits.
func transposeOctet(rows *[8]uint64) {
	const nibbles, pairs, singles = (1<<64 - 1) / (1<<4 + 1), (1<<64 - 1) / (1<<2 + 1), (1<<64 - 1) / (1<<1 + 1)
	a, b, c, d, e, f, g, h := rows[0], rows[1], rows[2], rows[3], rows[4], rows[5], rows[6], rows[7]
	a, e = crossed(a, e, 4, nibbles)
	b, f = crossed(b, f, 4, nibbles)
	c, g = crossed(c, g, 4, nibbles)
	d, h = crossed(d, h, 4, nibbles)
	a, c = crossed(a, c, 2, pairs)
	b, d = crossed(b, d, 2, pairs)
	e, g = crossed(e, g, 2, pairs)
	f, h = crossed(f, h, 2, pairs)
	rows[0], rows[1] = crossed(a, b, 1, singles)
	rows[2], rows[3] = crossed(c, d, 1, singles)
	rows[4], rows[5] = crossed(e, f, 1, singles)
	rows[6], rows[7] = crossed(g, h, 1, singles)
}

// crossed has the upper bits of one word change places with the lower bits of another; lower are the lower ones.
func crossed(a, b uint64, by uint, lower uint64) (x, y uint64) {
	t := (a>>by ^ b) & lower
	return a ^ t<<by, b ^ t
}
