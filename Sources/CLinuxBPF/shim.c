#include "CLinuxBPF.h"
