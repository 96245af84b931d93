// BPFCommand
