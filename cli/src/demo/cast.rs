//! Who plays: invented persons of the sample's units, one login each.

use console::Alignment;
use shishi_kernel::Role;

/// Everybody's password. It opens nothing but the demonstration.
pub const PASSWORD: &str = "shishi-demo-2020";
/// The first account.
pub const ADMINISTRATOR: &str = "admin";

/// Somebody with an account.
pub struct Player {
    /// Name to sign in with.
    pub login: &'static str,
    /// An invented name.
    pub name: &'static str,
    /// The role.
    pub role: Role,
    /// The unit, as the gazette names it.
    pub unit: Option<&'static str>,
}

const fn of(login: &'static str, name: &'static str, role: Role, unit: &'static str) -> Player {
    Player {
        login,
        name,
        role,
        unit: Some(unit),
    }
}

/// Everybody but the administrator.
pub const CAST: &[Player] = &[
    of("ducha", "许知衡", Role::Supervisor, "党政办公室"),
    of("ducha2", "温以恒", Role::Supervisor, "绩效考核局"),
    of("ducha3", "鲍今朝", Role::Supervisor, "社会事业发展局"),
    Player {
        login: "kaohe",
        name: "薛静渊",
        role: Role::Appraiser,
        unit: None,
    },
    Player {
        login: "shenji",
        name: "聂清川",
        role: Role::Auditor,
        unit: None,
    },
    of("shefa", "葛晓棠", Role::Clerk, "社会事业发展局"),
    of("shefa-head", "邵景和", Role::Head, "社会事业发展局"),
    of("zhujian", "项远舟", Role::Clerk, "住房和城乡建设局"),
    of("zhujian-head", "蒲正言", Role::Head, "住房和城乡建设局"),
    of("shijian", "宗若水", Role::Clerk, "市场监督管理局"),
    of("shijian-head", "龚明允", Role::Head, "市场监督管理局"),
    of("jiaojing", "屈长风", Role::Clerk, "高新区交警大队"),
    of("jiaojing-head", "印怀朴", Role::Head, "高新区交警大队"),
    of("chengguan", "阎小满", Role::Clerk, "城市管理局"),
    of("chengguan-head", "柯守约", Role::Head, "城市管理局"),
    of("konggu", "路清和", Role::Clerk, "高新控股集团"),
    of("renli", "桑语桐", Role::Clerk, "人力资源服务中心"),
    of("xuanchuan", "苗画扇", Role::Clerk, "党工委宣传部"),
    of("xuanchuan-head", "岑一诺", Role::Head, "党工委宣传部"),
    of("yingji", "晏平生", Role::Clerk, "应急管理局"),
    of("yingji-head", "麻致远", Role::Head, "应急管理局"),
    of("gongan", "栾既明", Role::Clerk, "公安分局"),
    of("xiaofang", "滕九思", Role::Clerk, "高新区消防救援大队"),
    of("xiaofang-head", "厉行简", Role::Head, "高新区消防救援大队"),
    of("touzi", "荀子墨", Role::Clerk, "投资促进局"),
    of("caizheng", "费用之", Role::Clerk, "财政局"),
    of("ziran", "卞青野", Role::Clerk, "自然资源和规划局"),
    of("liuhang", "匡小雨", Role::Clerk, "柳行街道"),
    of("wangyin", "仲秋实", Role::Clerk, "王因街道"),
    of("jiezhuang", "季春耕", Role::Clerk, "接庄街道"),
    of("guanghe", "闵思齐", Role::Clerk, "洸河街道"),
    of("huangtun", "干越溪", Role::Clerk, "黄屯街道"),
];

/// Prints who can sign in where.
pub fn print(address: &str) {
    println!(
        "办公端 / office: http://{address}/office/sign-in   口令 / password: {PASSWORD}   （人物均为虚构 / invented persons）"
    );
    println!("{}{}单位 unit", cell("账号 login", 16), cell("角色 role", 22));
    let rows = std::iter::once((ADMINISTRATOR, Role::Administrator, None));
    for (login, role, unit) in rows.chain(CAST.iter().map(|player| (player.login, player.role, player.unit))) {
        println!("{}{}{}", cell(login, 16), cell(name(role), 22), unit.unwrap_or("—"));
    }
}

fn cell(text: &str, width: usize) -> String {
    console::pad_str(text, width, Alignment::Left, None).into_owned()
}

const fn name(role: Role) -> &'static str {
    match role {
        Role::Administrator => "管理员 administrator",
        Role::Supervisor => "督查 supervisor",
        Role::Appraiser => "考核 appraiser",
        Role::Head => "主要负责人 head",
        Role::Clerk => "经办人 clerk",
        Role::Auditor => "审计 auditor",
    }
}
