internal import BPFObject
internal import CLinuxBPF
package import SystemPackage

extension Kernel {
  /// Fills one of the information structures (`BPF_OBJ_GET_INFO_BY_FD`, Linux 4.13).
  ///
  /// The kernel reads lengths and addresses in the structure before it writes; all else must be
  /// zero. An older kernel fills less, which leaves zeroes.
  package func info<Info: BitwiseCopyable>(
    of descriptor: Int32, into info: inout Info
  ) throws(Errno) {
    try unsafe withUnsafeMutableBytes(of: &info) { buffer throws(Errno) in
      var attributes = lbpf_object_info()
      attributes.bpf_fd = UInt32(bitPattern: descriptor)
      attributes.info_len = UInt32(clamping: buffer.count)
      attributes.info = unsafe address(buffer.baseAddress)
      try call(.objectGetInfo, &attributes)
    }
  }

  package func mapInfo(_ descriptor: Int32) throws(BPFError) -> MapInfo {
    var info = lbpf_map_info()
    do { try self.info(of: descriptor, into: &info) } catch {
      throw failure(.objectGetInfo, error, "read the information of a map")
    }
    return MapInfo(
      id: info.id, type: MapType(rawValue: info.type), name: string(info.name),
      keySize: info.key_size, valueSize: info.value_size, maxEntries: info.max_entries,
      flags: MapFlags(rawValue: info.map_flags), extra: info.map_extra, btfID: info.btf_id,
      btfKeyTypeID: info.btf_key_type_id, btfValueTypeID: info.btf_value_type_id,
      btfKernelValueTypeID: info.btf_vmlinux_value_type_id, btfKernelID: info.btf_vmlinux_id,
      interfaceIndex: info.ifindex)
  }

  package func programInfo(_ descriptor: Int32) throws(BPFError) -> ProgramInfo {
    var info = lbpf_prog_info()
    var maps: [UInt32] = []
    do {
      try self.info(of: descriptor, into: &info)
      maps = try mapIDs(of: descriptor, count: info.nr_map_ids)
    } catch {
      throw failure(.objectGetInfo, error, "read the information of a program")
    }
    let tag = unsafe withUnsafeBytes(of: info.tag) { bytes in
      unsafe bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    return ProgramInfo(
      id: info.id, type: ProgramType(rawValue: info.type), name: string(info.name), tag: tag,
      loadTime: .nanoseconds(Int64(clamping: info.load_time)), userID: info.created_by_uid,
      isGPLCompatible: info.gpl_compatible & 1 != 0, mapIDs: maps, btfID: info.btf_id,
      translatedSize: info.xlated_prog_len, compiledSize: info.jited_prog_len,
      runTime: .nanoseconds(Int64(clamping: info.run_time_ns)), runCount: info.run_cnt,
      recursionMisses: info.recursion_misses, verifiedInstructions: info.verified_insns,
      attachBTFObjectID: info.attach_btf_obj_id, attachBTFID: info.attach_btf_id,
      interfaceIndex: info.ifindex, networkNamespaceInode: info.netns_ino,
      compiledFunctionCount: info.jited_prog_len == 0 ? 0 : info.nr_jited_ksyms)
  }

  /// The maps of a program: the count comes from a first call, the ids from a second.
  private func mapIDs(of descriptor: Int32, count: UInt32) throws(Errno) -> [UInt32] {
    guard count > 0 else { return [] }
    var ids = [UInt32](repeating: 0, count: Int(count))
    var info = lbpf_prog_info()
    info.nr_map_ids = count
    var span = ids.mutableSpan
    try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
      info.map_ids = unsafe address(buffer.baseAddress)
      try self.info(of: descriptor, into: &info)
    }
    return Array(ids.prefix(Int(min(info.nr_map_ids, count))))
  }

  package func btfInfo(_ descriptor: Int32) throws(BPFError) -> BTFInfo {
    var info = lbpf_btf_info()
    var name = [UInt8](repeating: 0, count: 64)
    do throws(Errno) {
      do throws(Errno) {
        var span = name.mutableSpan
        try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
          info.name = unsafe address(buffer.baseAddress)
          info.name_len = UInt32(clamping: buffer.count)
          try self.info(of: descriptor, into: &info)
        }
      } catch {
        // Before Linux 5.11 BTF has no name, and the fields for it must be zero.
        guard error == .argListTooLong else { throw error }
        info = lbpf_btf_info()
        try self.info(of: descriptor, into: &info)
      }
    } catch {
      throw failure(.objectGetInfo, error, "read the information of BTF")
    }
    return BTFInfo(
      id: info.id, size: info.btf_size,
      name: String(decoding: name.prefix { $0 != 0 }, as: UTF8.self),
      isKernel: info.kernel_btf != 0)
  }

  /// The encoded types behind a descriptor of BTF.
  package func btfBytes(_ descriptor: Int32, size: UInt32) throws(BPFError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Int(size))
    var info = lbpf_btf_info()
    do {
      var span = bytes.mutableSpan
      try unsafe span.withUnsafeMutableBytes { buffer throws(Errno) in
        info.btf = unsafe address(buffer.baseAddress)
        info.btf_size = UInt32(clamping: buffer.count)
        try self.info(of: descriptor, into: &info)
      }
    } catch {
      throw failure(.objectGetInfo, error, "read BTF")
    }
    return bytes
  }
}
