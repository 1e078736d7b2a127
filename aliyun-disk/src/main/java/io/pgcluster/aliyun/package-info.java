/** Alibaba Cloud disks as a storage provider: those that exist, and those made on demand. */
@NullMarked
package io.pgcluster.aliyun;

import org.jspecify.annotations.NullMarked;
