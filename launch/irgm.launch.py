# SPDX-License-Identifier: Apache-2.0
"""Start the node, and on request the simulated robot: ``ros2 launch irgm_ros irgm.launch.py``."""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument
from launch.conditions import IfCondition
from launch.substitutions import LaunchConfiguration, PathJoinSubstitution
from launch_ros.actions import LifecycleNode, Node
from launch_ros.parameter_descriptions import ParameterValue
from launch_ros.substitutions import FindPackageShare

_ARGUMENTS = (
    DeclareLaunchArgument('namespace', default_value='', description='Namespace of all nodes'),
    DeclareLaunchArgument(
        'params_file',
        default_value=PathJoinSubstitution([FindPackageShare('irgm_ros'), 'config', 'irgm.yaml']),
        description='YAML file with the parameters of node irgm',
    ),
    DeclareLaunchArgument('robot', default_value='g1', description='Robot preset or YAML map'),
    DeclareLaunchArgument(
        'robot_mode',
        default_value='whole_body',
        choices=['whole_body', 'upper_body'],
        description='upper_body: a walking controller has the legs and takes cmd_vel',
    ),
    DeclareLaunchArgument('bundle', default_value='', description='Model folder; empty = default'),
    DeclareLaunchArgument(
        'execution',
        default_value='topic',
        choices=['topic', 'action', 'none'],
        description='What happens to a trajectory',
    ),
    DeclareLaunchArgument(
        'trajectory_topic',
        default_value='joint_trajectory',
        description='Where trajectories go, e.g. /joint_trajectory_controller/joint_trajectory',
    ),
    DeclareLaunchArgument(
        'autostart',
        default_value='true',
        choices=['true', 'false'],
        description='Configure and activate at start',
    ),
    DeclareLaunchArgument(
        'use_sim_time',
        default_value='false',
        choices=['true', 'false'],
        description='Take the time from /clock',
    ),
    DeclareLaunchArgument('log_level', default_value='info', description='Log level of the nodes'),
    DeclareLaunchArgument(
        'sim',
        default_value='false',
        choices=['true', 'false'],
        description='Start the robot simulated in MuJoCo (pelvis fixed)',
    ),
    DeclareLaunchArgument(
        'rviz', default_value='false', choices=['true', 'false'], description='Start RViz'
    ),
)


def generate_launch_description() -> LaunchDescription:
    """Return arguments and nodes."""
    namespace = LaunchConfiguration('namespace')
    remappings = [('joint_trajectory', LaunchConfiguration('trajectory_topic'))]
    log = ['--ros-args', '--log-level', LaunchConfiguration('log_level')]

    def typed(name: str, kind: type) -> ParameterValue:
        return ParameterValue(LaunchConfiguration(name), value_type=kind)

    node = LifecycleNode(
        package='irgm_ros',
        executable='motion_node',
        name='irgm',
        namespace=namespace,
        output='screen',
        parameters=[
            LaunchConfiguration('params_file'),
            {'use_sim_time': typed('use_sim_time', bool)},
            {
                'robot': typed('robot', str),
                'robot_mode': typed('robot_mode', str),
                'bundle': typed('bundle', str),
                'execution': typed('execution', str),
                'autostart': typed('autostart', bool),
            },
        ],
        remappings=remappings,
        arguments=log,
    )
    simulated_robot = Node(
        package='irgm_ros',
        executable='simulated_robot',
        name='simulated_robot',
        namespace=namespace,
        output='screen',
        parameters=[{'robot': typed('robot', str), 'allow_partial_joints_goal': True}],
        remappings=remappings,
        arguments=log,
        condition=IfCondition(LaunchConfiguration('sim')),
    )
    rviz = Node(
        package='rviz2',
        executable='rviz2',
        name='rviz2',
        namespace=namespace,
        output='screen',
        arguments=[
            '-d',
            PathJoinSubstitution([FindPackageShare('irgm_ros'), 'rviz', 'irgm.rviz']),
        ],
        condition=IfCondition(LaunchConfiguration('rviz')),
    )
    return LaunchDescription([*_ARGUMENTS, node, simulated_robot, rviz])
