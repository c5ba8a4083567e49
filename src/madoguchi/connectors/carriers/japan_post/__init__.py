"""Japan Post: files of ゆうパックプリントR, and what its pages say of a parcel."""
