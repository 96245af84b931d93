internal import SystemPackage

/// Why a call failed and what to do about it, in words.
package struct Explanation: Sendable {
  package var reason: String?
  package var advice: String?

  package init(_ reason: String?, _ advice: String? = nil) {
    self.reason = reason
    self.advice = advice
  }

  /// What an error number means whatever the call was.
  static func general(_ errno: Errno) -> Explanation? {
    switch errno {
    case .noFunction:
      Explanation(
        "the kernel was built without this system call, or a sandbox (seccomp) hides it",
        "Check CONFIG_BPF_SYSCALL, and the container's seccomp profile")
    case .tooManyOpenFiles:
      Explanation(
        "the process has as many open descriptors as RLIMIT_NOFILE allows",
        "Raise the limit: ulimit -n, or LimitNOFILE= in the service's unit")
    case .tooManyOpenFilesInSystem:
      Explanation("the system has as many open files as fs.file-max allows")
    case .noMemory:
      Explanation("the kernel, or the process's memory control group, is out of memory")
    default: nil
    }
  }

  /// What an error number means from one command.
  static func specific(_ command: Command, _ errno: Errno) -> Explanation? {
    switch command {
    case .mapCreate: mapCreate(errno)
    case .mapLookupElement, .mapUpdateElement, .mapDeleteElement, .mapGetNextKey,
      .mapLookupAndDeleteElement, .mapFreeze:
      mapElement(command, errno)
    case .programLoad: programLoad(errno)
    case .btfLoad:
      errno == .invalidArgument
        ? Explanation("the kernel found the BTF malformed, or it has a kind newer than the kernel")
        : nil
    case .rawTracepointOpen, .linkCreate, .linkUpdate, .linkDetach: link(command, errno)
    case .programTestRun: testRun(errno)
    case .objectPin, .objectGet: pin(command, errno)
    default: nil
    }
  }

  private static func mapCreate(_ errno: Errno) -> Explanation? {
    switch errno {
    case .invalidArgument:
      Explanation(
        "the kernel does not know this type of map, or refuses its sizes or flags",
        "Compare the sizes with what the type allows: an array has 4-byte keys, a ring buffer "
          + "has neither keys nor values and its size is a power of two and whole pages")
    case .argListTooLong:
      Explanation("a key, a value or the whole map is larger than the kernel allows")
    case .noMemory:
      Explanation(
        "the kernel could not get the memory that the map takes in advance",
        "Make the map smaller, or give a hash table the flag BPF_F_NO_PREALLOC")
    case .notSupportedInternally, .notSupported:
      Explanation("the kernel does not support this combination of map type, flags and BTF")
    default: nil
    }
  }

  private static func mapElement(_ command: Command, _ errno: Errno) -> Explanation? {
    switch (command, errno) {
    case (.mapFreeze, .resourceBusy):
      Explanation("somebody is writing to the map, or has it mapped for writing")
    case (.mapFreeze, .notSupportedInternally), (.mapFreeze, .notSupported):
      Explanation("maps of this type cannot be frozen")
    case (_, .notPermitted):
      Explanation("user space may not do this: the map is frozen, read-only or write-only")
    case (.mapUpdateElement, .argListTooLong):
      Explanation("the map is full, or the index is beyond its end")
    case (.mapUpdateElement, .fileExists):
      Explanation("the key exists, and the update was to add a new one")
    case (.mapUpdateElement, .noSuchFileOrDirectory):
      Explanation("the key does not exist, and the update was to change an old one")
    case (.mapUpdateElement, .noMemory):
      Explanation("the kernel had no memory for the entry at hand")
    case (_, .invalidArgument):
      Explanation("the type of the map does not have this operation, or the flags are wrong")
    case (.mapLookupAndDeleteElement, .notSupportedInternally),
      (.mapLookupAndDeleteElement, .notSupported):
      Explanation(
        "the type of the map does not have this operation; queues and stacks have it since Linux "
          + "4.20, hash tables since 5.14")
    case (_, .notSupportedInternally), (_, .notSupported):
      Explanation("the type of the map does not have this operation")
    default: nil
    }
  }

  private static func programLoad(_ errno: Errno) -> Explanation? {
    switch errno {
    case .invalidArgument:
      Explanation("the kernel does not know this type of program, or the program is malformed")
    case .permissionDenied: Explanation("the verifier found something that is not allowed")
    case .argListTooLong:
      Explanation(
        "the program has more instructions, or is more complex, than the verifier allows",
        "The limit is 1,000,000 verified instructions, and 4,096 without CAP_BPF")
    case .noSpace: Explanation("the verifier's log did not fit into the buffer")
    case .noSuchFileOrDirectory:
      Explanation("the kernel does not have a type, symbol or function that the program refers to")
    case .notSupportedInternally, .notSupported:
      Explanation("the kernel was built without something that the program needs, such as the JIT")
    default: nil
    }
  }

  private static func link(_ command: Command, _ errno: Errno) -> Explanation? {
    switch (command, errno) {
    case (.rawTracepointOpen, .noSuchFileOrDirectory):
      Explanation(
        "the kernel has no tracepoint of that name",
        "See /sys/kernel/tracing/available_events; raw tracepoints take no group in their name")
    case (.linkCreate, .invalidArgument):
      Explanation(
        "the kernel does not have this kind of link, or the program was loaded for another "
          + "attach type")
    case (.linkCreate, .resourceBusy), (.linkCreate, .fileExists):
      Explanation("another program is attached there, and only one can be")
    case (.linkCreate, .operationNotSupportedByDevice):
      Explanation("there is no such network interface")
    case (.linkCreate, .notSupported):
      Explanation("the target does not support the requested mode")
    case (.linkDetach, .notSupported): Explanation("links of this type cannot be detached")
    case (.linkUpdate, .invalidArgument):
      Explanation("the new program is of another type, or links of this type keep their program")
    default: nil
    }
  }

  private static func testRun(_ errno: Errno) -> Explanation? {
    switch errno {
    case .notSupportedInternally, .notSupported:
      Explanation("programs of this type cannot be run on request by this kernel")
    case .invalidArgument:
      Explanation(
        "the input does not fit the type of the program",
        "Packet programs need at least 14 bytes of data; raw tracepoints and system call "
          + "programs take a context and no data")
    case .noSpace: Explanation("the output is larger than the room for it")
    default: nil
    }
  }

  private static func pin(_ command: Command, _ errno: Errno) -> Explanation? {
    switch (command, errno) {
    case (.objectPin, .fileExists): Explanation("the path exists already")
    case (.objectPin, .notPermitted), (.objectPin, .invalidArgument):
      Explanation(
        "the path is not on a BPF file system",
        "Pin under /sys/fs/bpf; mount it if need be: mount -t bpf bpf /sys/fs/bpf")
    case (_, .noSuchFileOrDirectory): Explanation("the path does not exist")
    default: nil
    }
  }
}

extension Command {
  /// Whether the command asks for capabilities, so that `EPERM` is about them.
  var isPrivileged: Bool {
    switch self {
    case .mapLookupElement, .mapUpdateElement, .mapDeleteElement, .mapGetNextKey, .mapFreeze,
      .mapLookupAndDeleteElement, .objectPin:
      false
    default: true
    }
  }
}
