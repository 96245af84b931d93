/// A command of `bpf(2)` (`enum bpf_cmd`).
package enum Command: UInt32, Sendable, Hashable, CaseIterable {
  case mapCreate = 0
  case mapLookupElement = 1
  case mapUpdateElement = 2
  case mapDeleteElement = 3
  case mapGetNextKey = 4
  case programLoad = 5
  case objectPin = 6
  case objectGet = 7
  case programAttach = 8
  case programDetach = 9
  case programTestRun = 10
  case programGetNextID = 11
  case mapGetNextID = 12
  case programGetDescriptorByID = 13
  case mapGetDescriptorByID = 14
  case objectGetInfo = 15
  case programQuery = 16
  case rawTracepointOpen = 17
  case btfLoad = 18
  case btfGetDescriptorByID = 19
  case taskDescriptorQuery = 20
  case mapLookupAndDeleteElement = 21
  case mapFreeze = 22
  case btfGetNextID = 23
  case linkCreate = 28
  case linkUpdate = 29
  case linkGetDescriptorByID = 30
  case linkGetNextID = 31
  case enableStatistics = 32
  case iteratorCreate = 33
  case linkDetach = 34
  case programBindMap = 35
  case tokenCreate = 36
  case programReadStream = 37

  /// The constant's name in C.
  package var cName: String {
    switch self {
    case .mapCreate: "BPF_MAP_CREATE"
    case .mapLookupElement: "BPF_MAP_LOOKUP_ELEM"
    case .mapUpdateElement: "BPF_MAP_UPDATE_ELEM"
    case .mapDeleteElement: "BPF_MAP_DELETE_ELEM"
    case .mapGetNextKey: "BPF_MAP_GET_NEXT_KEY"
    case .programLoad: "BPF_PROG_LOAD"
    case .objectPin: "BPF_OBJ_PIN"
    case .objectGet: "BPF_OBJ_GET"
    case .programAttach: "BPF_PROG_ATTACH"
    case .programDetach: "BPF_PROG_DETACH"
    case .programTestRun: "BPF_PROG_TEST_RUN"
    case .programGetNextID: "BPF_PROG_GET_NEXT_ID"
    case .mapGetNextID: "BPF_MAP_GET_NEXT_ID"
    case .programGetDescriptorByID: "BPF_PROG_GET_FD_BY_ID"
    case .mapGetDescriptorByID: "BPF_MAP_GET_FD_BY_ID"
    case .objectGetInfo: "BPF_OBJ_GET_INFO_BY_FD"
    case .programQuery: "BPF_PROG_QUERY"
    case .rawTracepointOpen: "BPF_RAW_TRACEPOINT_OPEN"
    case .btfLoad: "BPF_BTF_LOAD"
    case .btfGetDescriptorByID: "BPF_BTF_GET_FD_BY_ID"
    case .taskDescriptorQuery: "BPF_TASK_FD_QUERY"
    case .mapLookupAndDeleteElement: "BPF_MAP_LOOKUP_AND_DELETE_ELEM"
    case .mapFreeze: "BPF_MAP_FREEZE"
    case .btfGetNextID: "BPF_BTF_GET_NEXT_ID"
    case .linkCreate: "BPF_LINK_CREATE"
    case .linkUpdate: "BPF_LINK_UPDATE"
    case .linkGetDescriptorByID: "BPF_LINK_GET_FD_BY_ID"
    case .linkGetNextID: "BPF_LINK_GET_NEXT_ID"
    case .enableStatistics: "BPF_ENABLE_STATS"
    case .iteratorCreate: "BPF_ITER_CREATE"
    case .linkDetach: "BPF_LINK_DETACH"
    case .programBindMap: "BPF_PROG_BIND_MAP"
    case .tokenCreate: "BPF_TOKEN_CREATE"
    case .programReadStream: "BPF_PROG_STREAM_READ_BY_FD"
    }
  }
}
