extension MapType {
  /// Whether the kernel takes BTF for the keys and values of maps of this type, as libbpf has it.
  package var takesTypes: Bool {
    switch self {
    case .perfEventArray, .cgroupArray, .stackTrace, .arrayOfMaps, .hashOfMaps, .deviceMap,
      .deviceMapHash, .cpuMap, .xskMap, .socketMap, .socketHash, .queue, .stack, .arena:
      false
    default: true
    }
  }
}
