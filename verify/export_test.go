package verify

// Words are those of each action, with all parameters 0, which a set prints as {}.
func Words(s System) map[string]string { return s.(interface{ words() map[string]string }).words() }

func (sys system[S]) words() map[string]string {
	words := map[string]string{}
	for i := range sys.sp.Actions {
		words[sys.sp.Actions[i].Name] = sys.sp.Actions[i].Say([4]uint16{})
	}
	return words
}
